import type { TableFindingKind } from '../contract.ts';
import { count, percent, quoted } from '../words.ts';

const NEARLY = 0.995; // share of the rows
const ENOUGH = 100; // rows

export const constant: TableFindingKind = {
  kind: 'constant',
  place: 30,
  about: 'A column that is the same in all rows, or but for gaps or hardly any.',
  look: ({ profile: { columns, rows }, options }) =>
    columns.flatMap(({ name: column, missing, distinct, top }) => {
      if (column === options.target || column === options.split || rows < 2) return [];
      const most = top?.[0]?.count ?? 0;
      const message =
        distinct === 1 && missing === 0
          ? `${quoted(column)} is the same in all rows`
          : distinct === 1 && rows - missing > 1
            ? `${quoted(column)} has one value in ${count(rows - missing)} rows and none in the others`
            : rows >= ENOUGH && distinct > 1 && most >= NEARLY * rows
              ? `${quoted(column)} is the same in ${percent(most / rows)} of the rows`
              : undefined;
      if (message === undefined) return [];
      return [
        {
          ...{ kind: 'constant', severity: 'note' as const, column, message, items: [] },
          hint:
            distinct === 1 && missing > 0
              ? 'See whether a gap means no: else leave it out'
              : 'Leave it out: it can teach hardly anything',
          step: { step: 'drop-columns' as const, columns: [column] },
        },
      ];
    }),
};
