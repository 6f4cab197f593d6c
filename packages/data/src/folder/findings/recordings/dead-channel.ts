import type { FileFindingKind, ReadRecording } from '../contract.ts';
import { recordings } from '../words.ts';

export const deadChannel: FileFindingKind<ReadRecording> = {
  kind: 'dead-channel',
  severity: 'warning',
  about: 'A recording with a channel that is silent.',
  what: (count) => `${recordings(count, 'has', 'have')} a channel that is silent`,
  hint: 'Keep the other channel, and look at the cable',
  look: (files) =>
    files.flatMap(({ file, isHalf }) => (isHalf ? [{ file, reason: 'silent beside one that is not' }] : [])),
};
