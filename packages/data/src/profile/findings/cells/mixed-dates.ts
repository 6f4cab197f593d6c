import { dateFormats } from '../../../repair/date-formats.ts';
import type { FindingKind } from '../contract.ts';
import { count, quoted } from '../words.ts';

export const mixedDates: FindingKind = {
  kind: 'mixed-dates',
  about: 'Dates that are text: in several formats, or in one that leaves open whether day or month comes first.',
  async look({ table, cells }) {
    const { names, columns } = await cells();
    return names.flatMap((column, c) => {
      if (table.columns[c]!.type !== 'text') return [];
      const formats = dateFormats(columns[c]!);
      if (formats.length === 0) return [];
      const several = formats.length > 1;
      return [
        {
          ...{ kind: 'mixed-dates', severity: several ? ('error' as const) : ('note' as const), column },
          message: several
            ? `${quoted(column)} holds dates in ${formats.length} formats: ${formats.map((one) => `${one.format} (${count(one.count)})`).join(', ')}`
            : `${quoted(column)} holds dates as text (${formats[0]!.format})`,
          fix: several
            ? 'Bring them to one; say whether the day or the month comes first where both are possible'
            : 'Make them dates; say whether the day or the month comes first where both are possible',
          step: { step: 'dates' as const, column },
          items: formats.map(({ example, format }) => ({ file: example, reason: format })),
        },
      ];
    });
  },
};
