/** What people write where there is no value. Compared in lower case, trimmed. */
export const nullLike: readonly string[] = [
  'na',
  'n/a',
  'n.a.',
  'nan',
  'null',
  'none',
  'nil',
  'missing',
  'unknown',
  'not available',
  '#n/a',
  '#null!',
  '<na>',
  '?',
  '-',
  '--',
  '.',
  '',
];

const nullSet = new Set(nullLike);

export function isNullLike(value: string): boolean {
  return nullSet.has(value.trim().toLowerCase());
}

/** The narrowest type that all cells fit, in DuckDB's words; a number with leading zeros is a code, so text. */
export function cellType(cell: string): 'BOOLEAN' | 'BIGINT' | 'DOUBLE' | 'DATE' | 'TIMESTAMP' | 'VARCHAR' {
  if (/^[+-]?\d{1,18}$/.test(cell)) return /^[+-]?0\d/.test(cell) ? 'VARCHAR' : 'BIGINT';
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(cell)) return /^[+-]?0\d/.test(cell) ? 'VARCHAR' : 'DOUBLE';
  if (/^[+-]?inf(inity)?$/i.test(cell)) return 'DOUBLE';
  if (/^(true|false)$/i.test(cell)) return 'BOOLEAN';
  if (/^\d{4}-\d{2}-\d{2}$/.test(cell)) return 'DATE';
  if (/^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?$/.test(cell)) return 'TIMESTAMP';
  return 'VARCHAR';
}

export type CellType = ReturnType<typeof cellType>;

/** The type that holds both. */
export function widest(a: CellType, b: CellType): CellType {
  if (a === b) return a;
  const pair = [a, b].sort().join();
  if (pair === 'BIGINT,DOUBLE') return 'DOUBLE';
  if (pair === 'DATE,TIMESTAMP') return 'TIMESTAMP';
  return 'VARCHAR';
}
