export { type Audio, mono, seconds } from './audio.ts';
export { addNoise, shiftAudio, specAugment, stretchAudio } from './augment-audio.ts';
export { logMel, type MelOptions, melFilters, melSpectrogram, mfcc, type Spectrogram } from './mel.ts';
export { decodeAudio, readAudio } from './read-audio.ts';
export { resampleAudio } from './resample-audio.ts';
export { encodeWav } from './wav.ts';
