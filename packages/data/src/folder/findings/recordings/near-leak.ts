import type { FileFindingKind, ReadRecording } from '../contract.ts';
import { acrossSplits } from '../copies.ts';
import { recordings } from '../words.ts';
import { nearRecordings } from './near-recordings.ts';

export const nearRecordingLeak: FileFindingKind<ReadRecording> = {
  kind: 'near-leak',
  severity: 'warning',
  about: 'Recordings of two splits that sound the same.',
  what: (count) => `${recordings(count, 'sounds', 'sound')} the same as one in another split`,
  hint: 'Delete the copies: what is tested must not have been heard',
  look: (files) => acrossSplits(files, nearRecordings(files)),
};
