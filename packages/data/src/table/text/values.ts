/** What people write where there is no value. Compared in lower case, trimmed. */
export const wordsForNothing: readonly string[] = [
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

const nullSet = new Set(wordsForNothing);

/** What such words begin with, in either case. */
const firsts = new Set([...nullSet].flatMap((word) => [word, word.toUpperCase()]).map((word) => word.charCodeAt(0)));

export function isNullLike(value: string): boolean {
  const first = value.charCodeAt(0);
  if (first > 32 && first < 128 && !firsts.has(first)) return false; // most cells, at the first letter
  return nullSet.has(value.trim().toLowerCase());
}

/** What a cell of text may be read as; `ZONED` is a time with its distance from UTC. */
export type CellType = 'BOOLEAN' | 'BIGINT' | 'DOUBLE' | 'DATE' | 'TIMESTAMP' | 'ZONED' | 'VARCHAR';

const time = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?$/;
const zonedTime = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)? ?(Z|[+-]\d{2}(:?\d{2})?)$/;

/** The narrowest type that holds a cell to the letter; a number with leading zeros is a code, so text. */
export function cellType(cell: string): CellType {
  if (/^[+-]?\d+$/.test(cell)) {
    if (/^[+-]?0\d/.test(cell)) return 'VARCHAR';
    if (cell.length < 19) return 'BIGINT';
    return BigInt.asIntN(64, BigInt(cell)) === BigInt(cell) ? 'BIGINT' : 'VARCHAR';
  }
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(cell)) return /^[+-]?0\d/.test(cell) ? 'VARCHAR' : 'DOUBLE';
  if (/^[+-]?inf(inity)?$/i.test(cell)) return 'DOUBLE';
  if (/^(true|false)$/i.test(cell)) return 'BOOLEAN';
  if (/^\d{4}-\d{2}-\d{2}$/.test(cell)) return 'DATE';
  if (time.test(cell)) return 'TIMESTAMP';
  if (zonedTime.test(cell)) return 'ZONED';
  return 'VARCHAR';
}

/** The type that holds both. */
export function widest(a: CellType, b: CellType): CellType {
  if (a === b) return a;
  const pair = [a, b].sort().join();
  if (pair === 'BIGINT,DOUBLE') return 'DOUBLE';
  if (pair === 'DATE,TIMESTAMP') return 'TIMESTAMP';
  return 'VARCHAR'; // a time with a zone beside one without is a question, not a time
}
