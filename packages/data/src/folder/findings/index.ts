import type { FoundInFiles } from '../../table/readers/reading.ts';
import type { FolderFile } from '../files-of.ts';
import type { FileFindingKind, ReadRecording, ReadText } from './contract.ts';
import { clipped } from './recordings/clipped.ts';
import { cutOff } from './recordings/cut-off.ts';
import { deadChannel } from './recordings/dead-channel.ts';
import { dropout } from './recordings/dropout.ts';
import { nearRecordingConflict } from './recordings/near-conflict.ts';
import { nearRecordingDuplicate } from './recordings/near-duplicate.ts';
import { nearRecordingLeak } from './recordings/near-leak.ts';
import { noiseOnly } from './recordings/noise.ts';
import { offset } from './recordings/offset.ts';
import { otherChannels } from './recordings/other-channels.ts';
import { otherRate } from './recordings/other-rate.ts';
import { quiet } from './recordings/quiet.ts';
import { silent } from './recordings/silent.ts';
import { damagedText } from './texts/damaged.ts';
import { emptyText } from './texts/empty.ts';
import { markup } from './texts/markup.ts';
import { nearTextConflict } from './texts/near-conflict.ts';
import { nearTextLeak } from './texts/near-leak.ts';
import { otherLanguage } from './texts/other-language.ts';
import { repeated } from './texts/repeated.ts';

/** Every kind of finding in a folder of texts. */
export const textFindings: readonly FileFindingKind<ReadText>[] = [
  ...[nearTextConflict, nearTextLeak, emptyText, damagedText, otherLanguage, markup, repeated],
];

/** Every kind of finding in a folder of recordings. */
export const recordingFindings: readonly FileFindingKind<ReadRecording>[] = [
  ...[
    nearRecordingConflict,
    nearRecordingLeak,
    silent,
    clipped,
    noiseOnly,
    cutOff,
    quiet,
    dropout,
    offset,
    deadChannel,
  ],
  ...[otherRate, otherChannels, nearRecordingDuplicate],
];

/** Everything of a list that is wrong or worth knowing. */
export function findInFiles<Read extends FolderFile>(
  kinds: readonly FileFindingKind<Read>[],
  files: readonly Read[],
): FoundInFiles[] {
  return kinds.flatMap(({ kind, severity, what, hint, look }) => {
    const items = look(files);
    return items.length === 0 ? [] : [{ kind, severity, message: what(items.length), hint, items }];
  });
}
