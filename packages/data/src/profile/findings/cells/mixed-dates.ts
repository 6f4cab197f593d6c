import { areDates, dateColumn, openOrder } from '../../../repair/date-column.ts';
import type { TableFindingKind } from '../contract.ts';
import { count, quoted } from '../words.ts';

export const mixedDates: TableFindingKind = {
  kind: 'mixed-dates',
  place: 170,
  about: 'Dates that are text: in several formats, or in one that leaves open whether day or month comes first.',
  async look({ table, cells }) {
    const { names, columns } = await cells();
    return names.flatMap((column, c) => {
      if (table.columns[c]!.type !== 'text') return [];
      const how = dateColumn(columns[c]!.map((cell) => [cell, 1]));
      if (!areDates(how)) return [];
      const { formats, open } = how;
      const several = formats.length > 1;
      const written = several
        ? `dates in ${formats.length} formats: ${formats.map((one) => `${one.format} (${count(one.count)})`).join(', ')}`
        : `dates as text (${formats[0]!.format})`;
      return [
        {
          ...{
            kind: 'mixed-dates',
            severity: several ? ('error' as const) : open ? ('warning' as const) : ('note' as const),
            column,
          },
          message: `${quoted(column)} holds ${written}${open ? `; ${openOrder(open)}` : ''}`,
          hint: `${several ? 'Bring them to one' : 'Make them dates'}${open ? '; say which comes first: dayFirst in the step dates, --date-order while reading' : ''}`,
          step: { step: 'dates' as const, column },
          items: formats.map(({ example, format }) => ({ file: example, reason: format })),
        },
      ];
    });
  },
};
