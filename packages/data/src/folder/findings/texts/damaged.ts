import type { FileFindingKind, ReadText } from '../contract.ts';
import { texts } from '../words.ts';

// UTF-8 that was read as Windows-1252 and saved so, characters that were lost, and what no text holds.
const damage =
  /[\u00c3\u00c2\u00d0\u00d1][\u0080-\u00bf\u20ac\u201a\u2018\u2019\u201c\u201d\u2013\u2014\u0153\u0178]|\u00e2\u20ac[\u0080-\u00bf\u0153\u2122\u02dc\u201c\u201d\u00a6]|\ufffd|[^\P{Cc}\t\n\f\r]/gu;

export const damagedText: FileFindingKind<ReadText> = {
  kind: 'damaged',
  severity: 'warning',
  about: 'A text that was saved in the wrong encoding (MÃ¼nchen), or with characters that no text holds.',
  what: (count) => `${texts(count, 'is', 'are')} damaged: read in the wrong encoding, or no plain text`,
  hint: 'Save them again from where they came from, as UTF-8',
  look: (files) =>
    files.flatMap(({ file, text }) => {
      const found = text.match(damage) ?? [];
      return found.length === 0 ? [] : [{ file, reason: `${found.length} of its ${text.length} characters` }];
    }),
};
