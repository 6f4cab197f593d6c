import type { FileFindingKind, ReadRecording } from '../contract.ts';
import { acrossClasses } from '../copies.ts';
import { recordings } from '../words.ts';
import { nearRecordings } from './near-recordings.ts';

export const nearRecordingConflict: FileFindingKind<ReadRecording> = {
  kind: 'near-conflict',
  severity: 'warning',
  about: 'Recordings of two classes that sound the same.',
  what: (count) => `${recordings(count, 'sounds', 'sound')} the same as one of another class`,
  hint: 'Listen to the pairs, decide which class is right and delete the others',
  look: (files) => acrossClasses(files, nearRecordings(files)),
};
