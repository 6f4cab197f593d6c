import type { TableFindingKind } from '../contract.ts';
import { clip, count, quoted } from '../words.ts';

/** Letters with a stroke, which Unicode does not take apart. */
const STROKES: Readonly<Record<string, string>> = { ø: 'o', ł: 'l', đ: 'd', ß: 'ss', æ: 'ae', œ: 'oe', ı: 'i' };

/** What two spellings of one word have in common. */
const folded = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[øłđßæœı]/g, (letter) => STROKES[letter]!) // each stands in the table
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[\s\u00a0_-]+/g, ' ')
    .trim();

/** What brings spellings together that differ in blanks alone. */
const BLANKS: ('trim' | 'spaces' | 'nfc')[] = ['trim', 'spaces', 'nfc'];

export const spellings: TableFindingKind = {
  kind: 'spellings',
  place: 200,
  about: 'One value in several spellings: Oslo, oslo and "Oslo " with a blank behind it.',
  async look({ table, profile: { columns: profiles, rows }, cells }) {
    const { names, columns } = await cells();
    return names.flatMap((column, c) => {
      const { distinct, missing } = profiles.find((one) => one.name === column)!;
      if (table.columns[c]!.type !== 'text' || distinct > 0.3 * (rows - missing)) return [];
      const counts = new Map<string, number>();
      for (const cell of columns[c]!) if (cell !== '') counts.set(cell, (counts.get(cell) ?? 0) + 1);
      const groups = [...Map.groupBy(counts.keys(), folded).values()].filter((group) => group.length > 1);
      if (groups.length === 0) return [];
      const sorted = groups.map((group) => group.sort((a, b) => counts.get(b)! - counts.get(a)!));
      const n = sorted.reduce((sum, [, ...rare]) => sum + rare.reduce((all, one) => all + counts.get(one)!, 0), 0);
      const blanks = sorted.every((group) => new Set(group.map((one) => one.trim().replace(/\s+/g, ' '))).size === 1);
      return [
        {
          ...{ kind: 'spellings', severity: 'warning' as const, column },
          message: `${quoted(column)} has ${count(groups.length)} values in several spellings (${count(n)} cells)`,
          hint: 'Bring each to one spelling, unless capitals or blanks mean something here',
          step: {
            step: 'text' as const,
            column,
            how: blanks ? BLANKS : [...BLANKS, 'lower' as const],
          },
          items: sorted.slice(0, 5).map((group) => ({
            file: `'${clip(group[0]!)}'`,
            reason: group
              .slice(1)
              .map((one) => `'${clip(one)}' (${count(counts.get(one)!)})`)
              .join(', '),
          })),
        },
      ];
    });
  },
};
