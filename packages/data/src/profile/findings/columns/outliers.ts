import type { TableFindingKind } from '../contract.ts';
import { count, quoted, short } from '../words.ts';

/** Interquartile ranges beyond the quartiles from which a value is hardly of the same kind. */
const FAR = 10;

/** Above this share of the rows, what is far out belongs to the distribution. */
const FEW = 0.005;

export const outliers: TableFindingKind = {
  kind: 'outliers',
  place: 80,
  about: 'A few numbers far from all others (three interquartile ranges; of skewed amounts on their logarithm).',
  look: ({ profile: { columns, rows }, outliers: found }) =>
    columns.flatMap(({ name: column, numbers }) => {
      const { low, high, farthest, count: n } = found.get(column) ?? { low: 0, high: 0, farthest: 0, count: 0 };
      if (n === 0 || n > Math.max(1, FEW * rows)) return [];
      return [
        {
          ...{ kind: 'outliers', severity: farthest > FAR ? ('warning' as const) : ('note' as const), column },
          message: `${quoted(column)} has ${count(n)} values far from the others (below ${short(low)} or above ${short(high)})`,
          hint: 'See whether they are true, in another unit, or a code for no value; else clip or drop them',
          step: { step: 'outliers' as const, column, how: 'iqr' as const, factor: 3, action: 'clip' as const },
          items: [{ file: column, reason: `from ${short(numbers!.least)} to ${short(numbers!.most)}` }],
        },
      ];
    }),
};
