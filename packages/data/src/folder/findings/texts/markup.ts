import type { FileFindingKind, ReadText } from '../contract.ts';
import { few } from '../few.ts';
import { texts } from '../words.ts';

const tags =
  /<\/?(p|div|span|br|a|b|i|li|ul|td|tr|table|html|body|script|h[1-6]|img)\b[^<>]*>|&(nbsp|amp|quot|lt|gt|#\d+);/gi;

export const markup: FileFindingKind<ReadText> = {
  kind: 'markup',
  severity: 'warning',
  about: 'A text with the tags of a web page among others without.',
  what: (count) => `${texts(count, 'has', 'have')} tags of web pages in it`,
  hint: 'Take the tags out: a model would learn them in place of the words',
  look: (files) =>
    few(
      files.flatMap(({ file, text }) => {
        const found = text.match(tags)?.length ?? 0;
        return found >= 2 ? [{ file, reason: `${found} tags` }] : [];
      }),
      files,
    ),
};
