import type { FileFindingKind, ReadText } from '../contract.ts';
import { texts } from '../words.ts';

export const emptyText: FileFindingKind<ReadText> = {
  kind: 'empty',
  severity: 'warning',
  about: 'A text without a letter or a digit.',
  what: (count) => `${texts(count, 'holds', 'hold')} no letter and no digit`,
  hint: 'Delete them, or find out what was lost',
  look: (files) =>
    files.flatMap(({ file, text }) =>
      /[\p{L}\p{N}]/u.test(text)
        ? []
        : [{ file, reason: text.length === 0 ? 'empty' : `${text.length} signs or blanks` }],
    ),
};
