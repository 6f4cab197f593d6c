import { isNumeric } from '../../../table/as-number.ts';
import type { TableFindingKind } from '../contract.ts';
import { count, percent, quoted } from '../words.ts';

export const missing: TableFindingKind = {
  kind: 'missing',
  place: 10,
  about: 'Cells without a value.',
  look: ({ profile: { columns, rows } }) =>
    columns.flatMap(({ name: column, type, missing, distinct }) => {
      if (missing === 0) return [];
      const share = missing / rows;
      const numbers = isNumeric(type) && type !== 'date' && type !== 'timestamp';
      // The most frequent value says nothing of a column in which hardly any comes twice.
      const how = numbers ? 'median' : distinct <= 0.5 * (rows - missing) ? 'mode' : undefined;
      const fill = how === undefined ? 'Leave the gaps, or fill them by hand' : `Impute it, for instance by its ${how}`;
      return [
        {
          ...{ kind: 'missing', severity: share >= 0.3 ? ('warning' as const) : ('note' as const), column, items: [] },
          message: `${quoted(column)} is missing in ${percent(share)} of the rows (${count(missing)})`,
          hint:
            share > 0.9
              ? 'Leave the column out'
              : `${fill}; say so to the model if that it is missing may mean something`,
          ...(share > 0.9 || how === undefined ? {} : { step: { step: 'impute' as const, column, how } as const }),
        },
      ];
    }),
};
