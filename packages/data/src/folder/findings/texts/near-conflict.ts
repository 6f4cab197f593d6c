import type { FileFindingKind, ReadText } from '../contract.ts';
import { acrossClasses } from '../copies.ts';
import { texts } from '../words.ts';
import { nearTexts } from './near-texts.ts';

export const nearTextConflict: FileFindingKind<ReadText> = {
  kind: 'near-conflict',
  severity: 'warning',
  about: 'Nearly the same text under two classes.',
  what: (count) => `${texts(count, 'is', 'are')} nearly the same as one of another class`,
  hint: 'Decide which class is right and delete the others',
  look: (files) => acrossClasses(files, nearTexts(files)),
};
