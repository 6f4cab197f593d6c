import { contradictionOf, numberColumn } from '../../../table/numbers/number-column.ts';
import type { TableFindingKind } from '../contract.ts';
import { clip, count, quoted } from '../words.ts';

const NUMBER = /^\s*[+\-\u2212]?(\d+|\d{1,3}([,.'\u00a0\u202f ]\d{3})+)([.,]\d+)?(e[+-]?\d+)?\s*$/i;
const WITH_UNIT = /^\s*([$€£¥]\s*)?[+\-\u2212]?\d[\d.,]*\s*(%|[\p{L}°µ/²³$€£¥]{1,12}\.?)?\s*$/u;

export const numbersAsText: TableFindingKind = {
  kind: 'numbers-as-text',
  place: 180,
  about: 'Numbers that are text: for a unit, a decimal comma, or a few cells with a word.',
  async look({ table, cells }) {
    const { names, columns } = await cells();
    return names.flatMap((column, c) => {
      if (table.columns[c]!.type !== 'text') return [];
      const filled = columns[c]!.filter((cell) => cell.trim() !== '');
      if (filled.length < 10) return [];
      const plain = filled.filter((cell) => NUMBER.test(cell));
      const odd = filled.filter((cell) => !NUMBER.test(cell));
      const united = filled.filter((cell) => WITH_UNIT.test(cell) && /\d/.test(cell));
      // Codes with leading zeros are no numbers.
      if (filled.filter((cell) => /^\s*0\d/.test(cell)).length > 0.02 * filled.length) return [];
      const comma = plain.filter((cell) => /,\d+\s*$/.test(cell) && !/,\d{3}\s*$/.test(cell)).length;
      const { contradicting } = numberColumn(plain.map((cell) => [cell, 1]));
      const about =
        contradicting && plain.length >= 0.9 * filled.length
          ? `numbers that contradict each other, ${contradictionOf(contradicting)}`
          : plain.length === filled.length
            ? comma > 0
              ? 'numbers with a decimal comma'
              : 'numbers'
            : plain.length >= 0.9 * filled.length
              ? `numbers, but for ${count(odd.length)} cells with something else`
              : united.length >= 0.95 * filled.length && united.length - plain.length >= 0.05 * filled.length
                ? 'numbers with a unit'
                : undefined;
      if (about === undefined) return [];
      const examples = [...new Set(odd.length > 0 ? odd : plain)].slice(0, 5);
      return [
        {
          ...{ kind: 'numbers-as-text', severity: 'warning' as const, column },
          message: `${quoted(column)} holds ${about}, as text`,
          hint: contradicting
            ? 'Put one of the two right, or say decimal in the step number: the others become missing'
            : 'Make them numbers; what is not wholly one stays out and is counted',
          step: { step: 'number' as const, column },
          items: examples.map((cell) => ({ file: `'${clip(cell)}'`, reason: 'as it is written' })),
        },
      ];
    });
  },
};
