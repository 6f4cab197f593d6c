import { numberIn } from '../table/as-number.ts';
import { countUpTo, nextDown } from '../table/double.ts';
import type { Table } from '../table/table.ts';
import type { ColumnProfile, TableProfile } from './column-profile.ts';
import type { Measured } from './measure-columns.ts';

/** Beyond what a value is far out, and by how many interquartile ranges the farthest lies beyond the quartiles. */
export type Fence = { low: number; high: number; farthest: number };

/** What is known once ranges are: values far out by column, and how columns go together. */
export type Distributions = {
  correlations: TableProfile['correlations'];
  outliers: Map<string, Fence & { count: number }>;
};

const bins = 24;

/** Fills in the histograms, counts outliers and correlates, all in one scan. */
export async function distributions(table: Table, { columns, finite }: Measured): Promise<Distributions> {
  const numeric = columns.filter(({ numbers }) => numbers);
  const wide = numeric
    .filter(({ numbers }) => numbers!.most > numbers!.least)
    .map((column) => {
      const steps = stepsOf(column);
      const fence = fenceOf(column);
      const cuts = [...steps.slice(1), ...(fence ? [nextDown(fence.low), fence.high] : [])];
      return { column, steps, fence, counted: countUpTo(numberIn(column, finite), cuts) };
    });
  const lively = numeric.filter((column) => column.numbers!.std > 0 && !isTime(column)).slice(0, 40);
  const pairs = lively.flatMap((a, i) => lively.slice(i + 1).map((b) => [a, b] as const));
  const parts = [
    ...wide.map(({ counted }, i) => `${counted.sql} as h${i}`),
    ...pairs.map(([a, b], i) => `corr(${numberIn(a, finite)}, ${numberIn(b, finite)}) as c${i}`),
  ];
  const outliers: Distributions['outliers'] = new Map();
  if (parts.length === 0) return { correlations: [], outliers };
  const row = await table.engine.one(`select ${parts.join(', ')} from (${table.query})`);
  for (const [i, { column, steps, fence, counted }] of wide.entries()) {
    const counts = ((row[`h${i}`] ?? []) as number[]).map(Number); // as: one for each edge, then what is above all
    const between = (above: number, upTo: number) =>
      counts.reduce((sum, count, e) => {
        const edge = counted.edges[e] ?? Number.POSITIVE_INFINITY;
        return edge > above && edge <= upTo ? sum + count : sum;
      }, 0);
    column.histogram = {
      edges: steps,
      counts: steps.slice(1).map((edge, b) => between(b === 0 ? Number.NEGATIVE_INFINITY : steps[b]!, edge)),
    };
    if (!fence) continue;
    const count =
      between(Number.NEGATIVE_INFINITY, nextDown(fence.low)) + between(fence.high, Number.POSITIVE_INFINITY);
    outliers.set(column.name, { ...fence, count });
  }
  return { correlations: correlationsOf(pairs, row), outliers };
}

function stepsOf({ numbers }: ColumnProfile): number[] {
  const { least, most } = numbers!;
  return Array.from({ length: bins + 1 }, (_, b) => (b === bins ? most : least + ((most - least) * b) / bins));
}

/**
 * Three interquartile ranges beyond the quartiles; of amounts that are skewed (never negative, the upper half of the middle
 * wider than the lower) on their logarithm, where they are nearly even.
 */
function fenceOf(column: ColumnProfile): Fence | undefined {
  const { quartiles, least, most } = column.numbers!;
  const [low, middle, high] = quartiles;
  if (isTime(column) || column.distinct <= 10 || high <= low) return undefined;
  const skewed = least >= 0 && high - middle > 1.25 * (middle - low);
  const [to, back] = skewed ? [Math.log1p, Math.expm1] : [(x: number) => x, (x: number) => x];
  const [a, b] = [to(low), to(high)];
  const farthest = Math.max(a - to(least), to(most) - b) / (b - a);
  return { low: back(a - 3 * (b - a)), high: back(b + 3 * (b - a)), farthest };
}

function correlationsOf(pairs: readonly (readonly [ColumnProfile, ColumnProfile])[], row: Record<string, unknown>) {
  return pairs
    .map(([a, b], i) => ({ a: a.name, b: b.name, r: Number(row[`c${i}`] ?? Number.NaN) }))
    .filter(({ r }) => Number.isFinite(r))
    .sort((x, y) => Math.abs(y.r) - Math.abs(x.r))
    .slice(0, 30);
}

function isTime({ type }: ColumnProfile): boolean {
  return type === 'date' || type === 'timestamp';
}
