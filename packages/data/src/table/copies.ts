import { name, type TableEngine } from './engine.ts';
import { rowColumn } from './table.ts';

const known = new WeakMap<TableEngine, Map<string, Promise<string>>>();

/** What tells rows apart, where that is known: rows that differ in it need no second look. */
export type Telling =
  /** The columns whose values repeat least. */
  | { columns: readonly string[] }
  /** A column without gaps and all of its values that come more than once. */
  | { column: string; repeated: Float64Array };

/**
 * A table with the numbers (`r`) of the rows that repeat an earlier one in some columns. It is kept with the engine: that
 * there are copies and which to drop is asked apart, and costs one search.
 *
 * @param numbered rows with their number, as `Table.numbered`
 */
export function copiesOf(
  engine: TableEngine,
  numbered: string,
  columns: readonly string[],
  telling: Telling = { columns },
): Promise<string> {
  const found = known.get(engine) ?? new Map<string, Promise<string>>();
  known.set(engine, found);
  const key = JSON.stringify([numbered, columns]);
  const copies = found.get(key) ?? find(engine, numbered, columns.map(name), telling);
  found.set(key, copies);
  return copies;
}

async function find(
  engine: TableEngine,
  numbered: string,
  cells: readonly string[],
  telling: Telling,
): Promise<string> {
  const copies = engine.name('copies');
  // The few rows that may be copies are found first. Two hashes of 64 bits tell: rows that differ agree in both with a chance
  // below 1 in 10^20 for a billion rows.
  const { twice, may } = await candidates(engine, numbered, telling);
  const hash = `hash(${cells.join(', ')})`;
  const other = `hash('2', ${cells.toReversed().join(', ')})`;
  await engine.run(
    `create table ${copies} as select r from (select ${rowColumn} as r, ${hash} as a, ${other} as b from (${numbered}) where ${may} in (from ${twice})) qualify row_number() over (partition by a, b order by r) > 1`,
  );
  await engine.run(`drop table ${twice}`);
  return copies;
}

/** What may be a copy, in SQL, and a table of it. */
async function candidates(engine: TableEngine, numbered: string, telling: Telling) {
  if ('repeated' in telling) {
    return { may: `${name(telling.column)}::double`, twice: await engine.load('twice', { v: telling.repeated }) };
  }
  const [may, twice] = [`hash(${telling.columns.map(name).join(', ')})`, engine.name('twice')];
  await engine.run(
    `create table ${twice} as select h from (select ${may} as h from (${numbered})) group by h having count(*) > 1`,
  );
  return { may, twice };
}
