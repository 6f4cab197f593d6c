import type { Stray } from '../../source/contract.ts';
import type { ExaminedPictures, PictureFinding } from '../contract.ts';
import type { Item } from '../finding.ts';
import { files } from '../words.ts';

/** What lies beside the pictures, of one kind. */
export function straysOf({ listing }: Pick<ExaminedPictures, 'listing'>, kind: Stray['kind']): Item[] {
  return listing.strays.filter((one) => one.kind === kind).map(({ file, reason }) => ({ file, reason }));
}

export const stray = {
  kind: 'stray',
  severity: 'note',
  about: 'A file that is no picture, or lies in no class folder.',
  what: (count) => `${files(count, 'is', 'are')} no picture, or in no class folder: left alone`,
  hint: 'Move pictures among them into a class folder, as PNG or JPEG; the rest needs nothing',
  look: (examined) => straysOf(examined, 'stray'),
} as const satisfies PictureFinding;
