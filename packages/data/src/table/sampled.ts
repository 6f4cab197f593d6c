import { isNumeric } from './as-number.ts';
import { name, type TableEngine } from './engine.ts';
import { rowColumn, type Table } from './table.ts';

/** Rows up to which a table is looked at whole. */
const mostWhole = 100_000;

const known = new WeakMap<TableEngine, Map<string, Promise<string>>>();

/**
 * A table's numbers and times, or of more than 100,000 rows a sample of 65,536 or more, the same every time: its quantiles are
 * off by a fifth of a per cent of the rows. A sample is drawn once and kept with the engine.
 *
 * @returns what may stand behind `from`, and whether it is a sample
 */
export async function sampled(table: Table, rows: number): Promise<{ from: string; isSample: boolean }> {
  if (rows <= mostWhole) return { from: `(${table.query})`, isSample: false };
  const samples = known.get(table.engine) ?? new Map<string, Promise<string>>();
  known.set(table.engine, samples);
  const sample = samples.get(table.numbered) ?? draw(table, Math.floor(rows / 65_536));
  samples.set(table.numbered, sample);
  return { from: await sample, isSample: true };
}

/** The sample of a table that a query goes back to, where one was drawn: what is learnt from it must be proven. */
export async function sampleBehind(engine: TableEngine, query: string): Promise<string | undefined> {
  for (const [numbered, sample] of known.get(engine) ?? []) if (query.includes(numbered)) return sample;
  return undefined;
}

async function draw(table: Table, every: number): Promise<string> {
  const sample = table.engine.name('sample');
  const columns = table.columns.filter(({ type }) => isNumeric(type)).map((column) => name(column.name));
  await table.engine.run(
    `create table ${sample} as select ${columns.join(', ') || '1 as one'} from (${table.numbered}) where hash(${rowColumn}) % ${every} = 0`,
  );
  return sample;
}
