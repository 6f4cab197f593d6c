import { name, type TableEngine } from './engine.ts';
import { rowColumn } from './table.ts';

const known = new WeakMap<TableEngine, Map<string, Promise<string>>>();

/**
 * A table with the numbers (`r`) of the rows that repeat an earlier one in some columns. It is kept with the engine: that
 * there are copies and which to drop is asked apart, and costs one search.
 *
 * @param numbered rows with their number, as `Table.numbered`
 * @param telling the columns whose values repeat least, where that is known: rows that differ in them need no second look
 */
export function copiesOf(
  engine: TableEngine,
  numbered: string,
  columns: readonly string[],
  telling: readonly string[] = columns,
): Promise<string> {
  const found = known.get(engine) ?? new Map<string, Promise<string>>();
  known.set(engine, found);
  const key = JSON.stringify([numbered, columns]);
  const copies = found.get(key) ?? find(engine, numbered, columns.map(name), telling.map(name));
  found.set(key, copies);
  return copies;
}

async function find(
  engine: TableEngine,
  numbered: string,
  cells: readonly string[],
  telling: readonly string[],
): Promise<string> {
  const [twice, copies] = [engine.name('twice'), engine.name('copies')];
  // One hash finds the few rows that may be copies. Two of 64 bits tell: rows that differ agree in both with a chance below
  // 1 in 10^20 for a billion rows.
  const may = `hash(${telling.join(', ')})`;
  const hash = `hash(${cells.join(', ')})`;
  await engine.run(
    `create table ${twice} as select h from (select ${may} as h from (${numbered})) group by h having count(*) > 1`,
  );
  const other = `hash('2', ${cells.toReversed().join(', ')})`;
  await engine.run(
    `create table ${copies} as select r from (select ${rowColumn} as r, ${hash} as a, ${other} as b from (${numbered}) where ${may} in (from ${twice})) qualify row_number() over (partition by a, b order by r) > 1`,
  );
  await engine.run(`drop table ${twice}`);
  return copies;
}
