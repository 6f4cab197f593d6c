import type { Columns, ColumnValues } from './columns.ts';

/** What gives columns batch by batch, such as a `Table`. */
export type Batches = { batches(): AsyncIterable<{ columns: Columns }> };

/**
 * A whole table in memory, for what has to see all of it.
 *
 * @example
 * await using table = await openTable('students.csv');
 * const { train, test } = split(await collect(table), { stratify: 'sex' });
 */
export async function collect(table: Batches): Promise<Columns> {
  const parts = new Map<string, ColumnValues[]>();
  for await (const { columns } of table.batches()) {
    for (const [name, column] of Object.entries(columns)) {
      const of = parts.get(name);
      if (of) of.push(column);
      else parts.set(name, [column]);
    }
  }
  return Object.fromEntries([...parts].map(([name, of]) => [name, join(of)]));
}

function join(parts: readonly ColumnValues[]): ColumnValues {
  if (!parts.every((part) => part instanceof Float64Array))
    return parts.flatMap((part) => Array.from(part as (string | null)[])); // as: one column is of one kind
  const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
