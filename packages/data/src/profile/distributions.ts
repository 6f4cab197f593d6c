import type { Table } from '../table/table.ts';
import { type Measured, numberIn } from './measure-columns.ts';
import type { ColumnProfile, TableProfile } from './table-profile.ts';

/** What is known once ranges are: values far out by column, and how columns go together. */
export type Distributions = {
  correlations: TableProfile['correlations'];
  outliers: Map<string, { low: number; high: number; count: number }>;
};

const bins = 24;

/** Fills in the histograms, counts outliers and correlates, all in one scan. */
export async function distributions(table: Table, { columns, finite }: Measured): Promise<Distributions> {
  const numeric = columns.filter(({ numbers }) => numbers);
  const number = (column: ColumnProfile) => numberIn(column, finite);
  const wide = numeric.filter(({ numbers }) => numbers!.most > numbers!.least);
  const edges = wide.map(({ numbers }) => {
    const { least, most } = numbers!;
    return Array.from({ length: bins + 1 }, (_, b) => (b === bins ? most : least + ((most - least) * b) / bins));
  });
  const fences = numeric.flatMap((column) => {
    const [low, , high] = column.numbers!.quartiles;
    if (isTime(column) || column.distinct <= 10 || high <= low) return [];
    return [{ column, low: low - 3 * (high - low), high: high + 3 * (high - low) }];
  });
  const lively = numeric.filter((column) => column.numbers!.std > 0 && !isTime(column)).slice(0, 40);
  const pairs = lively.flatMap((a, i) => lively.slice(i + 1).map((b) => [a, b] as const));
  const parts = [
    ...wide.map(
      (column, i) => `map_values(histogram(${number(column)}, [${edges[i]!.slice(1).map(sql).join(', ')}])) as h${i}`,
    ),
    ...fences.map(
      ({ column, low, high }, i) => `count_if(${number(column)} not between ${sql(low)} and ${sql(high)}) as o${i}`,
    ),
    ...pairs.map(([a, b], i) => `corr(${number(a)}, ${number(b)}) as c${i}`),
  ];
  if (parts.length === 0) return { correlations: [], outliers: new Map() };
  const row = await table.engine.one(`select ${parts.join(', ')} from (${table.query})`);
  for (const [i, column] of wide.entries()) {
    const counts = ((row[`h${i}`] ?? []) as number[]).map(Number); // as: one for each edge
    column.histogram = { edges: edges[i]!, counts: edges[i]!.slice(1).map((_, b) => counts[b] ?? 0) };
  }
  return {
    correlations: pairs
      .map(([a, b], i) => ({ a: a.name, b: b.name, r: Number(row[`c${i}`] ?? Number.NaN) }))
      .filter(({ r }) => Number.isFinite(r))
      .sort((x, y) => Math.abs(y.r) - Math.abs(x.r))
      .slice(0, 30),
    outliers: new Map(
      fences.map(({ column, low, high }, i) => [column.name, { low, high, count: Number(row[`o${i}`]) }]),
    ),
  };
}

function isTime({ type }: ColumnProfile): boolean {
  return type === 'date' || type === 'timestamp';
}

/** A number that SQL reads as the very same double, not as a decimal. */
function sql(value: number): string {
  return value.toExponential();
}
