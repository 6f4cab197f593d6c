export { augmentSound } from './augment-sound.ts';
export { recordingsUnder } from './find-recordings.ts';
export { type NameParts, namePattern } from './name-parts.ts';
export {
  type OpenRecordingsOptions,
  openRecordingSet,
  type RecordingSet,
  type Recordings,
} from './open-recording-set.ts';
export {
  type RecordingFolder,
  type RecordingFolderOptions,
  recordingFolder,
  type SoundAugment,
} from './recording-folder.ts';
export { type SoundPreprocessing, soundFeatures, soundShape } from './sound.ts';
