import { type Audio, mono } from '../audio/audio.ts';
import { logMel, melSpectrogram } from '../audio/mel.ts';
import { resampleAudio } from '../audio/resample-audio.ts';
import { invalid } from '../images/augment/contract.ts';

/**
 * How a recording becomes numbers, as JSON. It is part of the model (`model.json`): training, evaluation and the server read it
 * and share one implementation.
 */
export type SoundPreprocessing = {
  kind: 'sound';
  /** Hz that recordings are brought to. */
  sampleRate: number;
  /** Samples at that rate that the model hears: of longer recordings the middle, shorter ones lie in silence. */
  samples: number;
  mels: number;
  /** Window and step of a frame, in samples. */
  fftSize: number;
  hop: number;
  /** Of each mel band: mean and standard deviation of its logarithms over the training recordings. */
  mean: number[];
  std: number[];
};

/** What of the preprocessing is chosen, not learned. */
export type Framing = Omit<SoundPreprocessing, 'kind' | 'mean' | 'std'>;

/** Below full scale, as energy: what is quieter counts as silence, −60 dB of a full sine's frame. */
const SILENCE = 1e-6;

/** Mel bands and frames that recordings become. @example soundShape(preprocessing) // [64, 101] */
export function soundShape({ mels, samples, hop }: Framing): [mels: number, frames: number] {
  return [mels, Math.floor(samples / hop) + 1];
}

/**
 * A recording as the logarithms of its energy in mel bands: mixed to one channel, resampled, its middle taken or silence put
 * around it, and its loudest sample brought to full scale.
 *
 * @returns (mels, frames), not yet normalised
 * @example soundLogMel(await readAudio('yes.wav'), { sampleRate: 16000, samples: 16000, mels: 64, fftSize: 400, hop: 160 })
 */
export function soundLogMel(audio: Audio, framing: Framing): Float32Array {
  const { sampleRate, samples, mels, fftSize, hop } = framing;
  const one = mono(audio);
  const found = audio.sampleRate === sampleRate ? one : resampleAudio(one, audio.sampleRate, sampleRate);
  const heard = new Float32Array(samples);
  const cut = Math.max(0, (found.length - samples) >> 1);
  const part = found.subarray(cut, cut + samples);
  heard.set(part, (samples - part.length) >> 1);
  let peak = 0;
  for (const value of heard) peak = Math.max(peak, Math.abs(value));
  if (peak > 0) for (let i = 0; i < heard.length; i++) heard[i]! /= peak;
  return logMel(melSpectrogram(heard, { sampleRate, mels, fftSize, hop }), SILENCE).data;
}

/**
 * A recording as a model takes it: its mel bands, each by its mean and standard deviation.
 *
 * @returns (mels, frames)
 * @example soundFeatures(await readAudio('yes.wav'), preprocessing)
 */
export function soundFeatures(audio: Audio, preprocessing: SoundPreprocessing): Float32Array {
  return normaliseSound(soundLogMel(audio, preprocessing), preprocessing);
}

/** Brings each band to mean 0 and deviation 1 of the training, in place. @param bands (mels, frames) */
export function normaliseSound(bands: Float32Array, { mean, std }: SoundPreprocessing): Float32Array {
  const frames = bands.length / mean.length;
  for (let band = 0; band < mean.length; band++) {
    const [level, spread] = [mean[band]!, std[band]!];
    for (let i = band * frames; i < (band + 1) * frames; i++) bands[i] = (bands[i]! - level) / spread;
  }
  return bands;
}

/** @throws {DataError} option-invalid — where recordings cannot be framed so */
export function checkFraming({ sampleRate, samples, mels, fftSize, hop }: Framing): void {
  const whole = (name: string, value: number, from: number, to: number) => {
    if (!(Number.isSafeInteger(value) && value >= from && value <= to))
      throw invalid(name, `a whole number from ${from} to ${to}`, value);
  };
  whole('sampleRate', sampleRate, 1000, 192_000);
  whole('mels', mels, 4, 256);
  whole('fftSize', fftSize, 16, 65_536);
  whole('hop', hop, 1, fftSize);
  whole('samples', samples, fftSize, 600 * sampleRate);
}
