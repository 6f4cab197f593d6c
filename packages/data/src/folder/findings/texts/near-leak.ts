import type { FileFindingKind, ReadText } from '../contract.ts';
import { acrossSplits } from '../copies.ts';
import { texts } from '../words.ts';
import { nearTexts } from './near-texts.ts';

export const nearTextLeak: FileFindingKind<ReadText> = {
  kind: 'near-leak',
  severity: 'warning',
  about: 'Nearly the same text in two splits.',
  what: (count) => `${texts(count, 'is', 'are')} nearly the same as one in another split`,
  hint: 'Delete the copies: what is tested must not have been seen',
  look: (files) => acrossSplits(files, nearTexts(files)),
};
