// What a server needs to hear recordings, without pictures, tables and their libraries.
export { decodeAudio } from '../audio/read-audio.ts';
export { DataError } from '../errors.ts';
export { type SoundPreprocessing, soundFeatures, soundShape } from './sound.ts';
