import type { FileFindingKind, ReadRecording } from '../contract.ts';
import { usual } from '../few.ts';
import { recordings } from '../words.ts';

export const otherRate: FileFindingKind<ReadRecording> = {
  kind: 'other-rate',
  severity: 'warning',
  about: 'A recording with another sample rate than nine in ten of the others.',
  what: (count) => `${recordings(count, 'has', 'have')} another sample rate than the others`,
  hint: 'Bring all to one rate: resampleAudio()',
  look(files) {
    const most = usual(files.map(({ sampleRate }) => sampleRate));
    if (most === undefined) return [];
    return files.flatMap(({ file, sampleRate }) =>
      sampleRate === most ? [] : [{ file, reason: `${sampleRate} Hz, not ${most}` }],
    );
  },
};
