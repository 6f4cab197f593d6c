import type { FileFindingKind, ReadRecording } from '../contract.ts';
import { few } from '../few.ts';
import { recordings } from '../words.ts';

export const clipped: FileFindingKind<ReadRecording> = {
  kind: 'clipped',
  severity: 'warning',
  about: 'A recording of which more than one sample in a thousand is at the limit.',
  what: (count) => `${recordings(count, 'is', 'are')} clipped: recorded too loud`,
  hint: 'Record them again, softer; what was cut off cannot be brought back',
  look: (files) =>
    few(
      files.flatMap(({ file, clipped: share }) =>
        share > 0.001 ? [{ file, reason: `${(100 * share).toFixed(1)} % of its samples at the limit` }] : [],
      ),
      files,
    ),
};
