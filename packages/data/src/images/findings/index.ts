import { emptyClass } from './classes/empty-class.ts';
import { imbalance } from './classes/imbalance.ts';
import { nestedClass } from './classes/nested-class.ts';
import { smallClass } from './classes/small-class.ts';
import type { ExaminedPictures, PictureFinding } from './contract.ts';
import { conflict } from './copies/conflict.ts';
import { duplicate } from './copies/duplicate.ts';
import { leak } from './copies/leak.ts';
import { nearConflict } from './copies/near-conflict.ts';
import { nearDuplicate } from './copies/near-duplicate.ts';
import { nearLeak } from './copies/near-leak.ts';
import { nearUnsearched } from './copies/near-unsearched.ts';
import { link } from './files/link.ts';
import { stray } from './files/stray.ts';
import { tooLarge } from './files/too-large.ts';
import { unreadable } from './files/unreadable.ts';
import { unsupported } from './files/unsupported.ts';
import { wrongEnding } from './files/wrong-ending.ts';
import type { Finding } from './finding.ts';
import { black } from './pixels/black.ts';
import { blurred } from './pixels/blurred.ts';
import { dark } from './pixels/dark.ts';
import { lowInformation } from './pixels/low-information.ts';
import { noise } from './pixels/noise.ts';
import { oneColour } from './pixels/one-colour.ts';
import { overexposed } from './pixels/overexposed.ts';
import { partMissing } from './pixels/part-missing.ts';
import { white } from './pixels/white.ts';
import { enlarged } from './shape/enlarged.ts';
import { oddColour } from './shape/odd-colour.ts';
import { oddShape } from './shape/odd-shape.ts';
import { oddSize } from './shape/odd-size.ts';
import { unusedDepth } from './shape/unused-depth.ts';

/** Every kind of finding in pictures, in the order in which findings of one severity are shown. */
export const pictureFindings = [
  ...[stray, unsupported, link, unreadable, tooLarge, wrongEnding],
  ...[leak, conflict, duplicate, nearLeak, nearConflict, nearDuplicate, nearUnsearched],
  ...[nestedClass, emptyClass, smallClass, imbalance],
  ...[black, white, oneColour, lowInformation, partMissing, noise, blurred, dark, overexposed],
  ...[unusedDepth, oddSize, oddShape, oddColour, enlarged],
] as const satisfies readonly PictureFinding[];

/** What can be found in pictures. */
export type FindingKind = (typeof pictureFindings)[number]['kind'];

const order = { error: 0, warning: 1, note: 2 };

/** Everything that is wrong or worth knowing, the grave first. */
export function findIn(examined: ExaminedPictures): Finding[] {
  const all: readonly PictureFinding[] = pictureFindings;
  const found = all.flatMap(({ kind, severity, hint, what, look }) => {
    const seen = look(examined);
    const { items, detail } = 'items' in seen ? seen : { items: [...seen], detail: undefined };
    if (items.length === 0 && detail === undefined) return [];
    const message = `${what(items.length)}${detail === undefined ? '' : ` (${detail})`}`;
    return [{ kind, severity, message, hint, items }];
  });
  return found.sort((a, b) => order[a.severity] - order[b.severity]);
}
