import type { FileFindingKind, ReadRecording } from '../contract.ts';
import { withinClasses } from '../copies.ts';
import { recordings } from '../words.ts';
import { nearRecordings } from './near-recordings.ts';

export const nearRecordingDuplicate: FileFindingKind<ReadRecording> = {
  kind: 'near-duplicate',
  severity: 'note',
  about: 'Recordings of a class that sound the same.',
  what: (count) => `${recordings(count, 'sounds', 'sound')} the same as another of its class`,
  hint: 'Listen to the pairs; copies weigh more than other recordings',
  look: (files) => withinClasses(files, nearRecordings(files)),
};
