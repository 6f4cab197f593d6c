import type { TableEngine } from './engine.ts';

/** What a column holds. */
export type ColumnType = 'boolean' | 'integer' | 'number' | 'text' | 'date' | 'time' | 'timestamp' | 'other';

export type Column = {
  name: string;
  type: ColumnType;
  /** The type in DuckDB's words. */
  sql: string;
};

/** The columns that a query gives. */
export async function columnsOfQuery(engine: TableEngine, query: string): Promise<Column[]> {
  const rows = await engine.all(`describe ${query}`);
  return rows.map(({ column_name, column_type }) => {
    const sql = String(column_type);
    return { name: String(column_name), type: typeOf(sql), sql };
  });
}

function typeOf(sql: string): ColumnType {
  if (sql === 'BOOLEAN') return 'boolean';
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(sql)) return 'integer';
  if (/^(DOUBLE|FLOAT|DECIMAL)/.test(sql)) return 'number';
  if (/^(VARCHAR|ENUM|UUID)/.test(sql)) return 'text';
  if (sql === 'DATE') return 'date';
  if (/^TIMESTAMP/.test(sql)) return 'timestamp';
  if (/^TIME/.test(sql)) return 'time';
  return 'other';
}
