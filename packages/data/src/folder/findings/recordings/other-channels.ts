import type { FileFindingKind, ReadRecording } from '../contract.ts';
import { usual } from '../few.ts';
import { recordings } from '../words.ts';

export const otherChannels: FileFindingKind<ReadRecording> = {
  kind: 'other-channels',
  severity: 'note',
  about: 'A recording with another number of channels than nine in ten of the others.',
  what: (count) => `${recordings(count, 'has', 'have')} another number of channels than the others`,
  hint: 'Bring all to one: mono()',
  look(files) {
    const most = usual(files.map(({ channels }) => channels));
    if (most === undefined) return [];
    return files.flatMap(({ file, channels }) =>
      channels === most ? [] : [{ file, reason: `${channels}, not ${most}` }],
    );
  },
};
