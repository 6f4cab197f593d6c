import type { FileFindingKind, ReadRecording } from '../contract.ts';
import { recordings } from '../words.ts';

export const silent: FileFindingKind<ReadRecording> = {
  kind: 'silent',
  severity: 'warning',
  about: 'A recording that is never above −60 dB.',
  what: (count) => `${recordings(count, 'is', 'are')} silent`,
  hint: 'Delete them, or record them again',
  look: (files) =>
    files.flatMap(({ file, peak }) =>
      peak < 0.001
        ? [{ file, reason: peak === 0 ? 'nothing but zeros' : `never above ${(20 * Math.log10(peak)).toFixed(0)} dB` }]
        : [],
    ),
};
