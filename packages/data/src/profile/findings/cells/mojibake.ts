import type { TableFindingKind } from '../contract.ts';
import { clip, count, quoted } from '../words.ts';

// UTF-8 read as Latin-1 or Windows-1252: a lead byte as a letter, and behind it what a continuation byte looks like.
const BROKEN = /[ÃÂÐÑÅÄ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[\u0080-\u00bfœ™˜“”¦]|ï¿½|\ufffd/;

export const mojibake: TableFindingKind = {
  kind: 'mojibake',
  place: 160,
  about: 'Text that was read in another encoding than it was written in: MÃ¼nchen for München.',
  async look({ table, cells }) {
    const { names, columns } = await cells();
    return names.flatMap((column, c) => {
      if (table.columns[c]!.type !== 'text') return [];
      const broken = columns[c]!.flatMap((cell, row) => (BROKEN.test(cell) ? [{ cell, row }] : []));
      if (broken.length === 0) return [];
      return [
        {
          ...{ kind: 'mojibake', severity: 'error' as const, column },
          message: `${quoted(column)} has ${count(broken.length)} cells that were read in the wrong encoding`,
          hint: 'Read the file again in the encoding that it was written in, or ask for a file in UTF-8',
          items: broken.slice(0, 5).map(({ cell, row }) => ({ file: `row ${row + 1}`, reason: `'${clip(cell)}'` })),
        },
      ];
    });
  },
};
