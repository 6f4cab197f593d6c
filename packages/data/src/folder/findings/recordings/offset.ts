import type { FileFindingKind, ReadRecording } from '../contract.ts';
import { few } from '../few.ts';
import { recordings } from '../words.ts';

export const offset: FileFindingKind<ReadRecording> = {
  kind: 'offset',
  severity: 'warning',
  about: 'A recording that does not swing around zero.',
  what: (count) => `${recordings(count, 'does', 'do')} not swing around zero`,
  hint: 'Take the mean out, and look at the device that recorded them',
  look: (files) =>
    few(
      files.flatMap(({ file, offset: share }) =>
        Math.abs(share) > 0.5 ? [{ file, reason: `its mean is ${share.toFixed(1)} times its deviation` }] : [],
      ),
      files,
    ),
};
