import type { Random } from '@capstan/base';
import type { Complex } from './fft.ts';
import type { Spectrogram } from './mel.ts';
import { istft, stft } from './stft.ts';

/**
 * SpecAugment (Park et al. 2019): bands of frequencies and stretches of time are set to `value`.
 *
 * @param options.frequency widest band, in rows; `options.time` longest stretch, in columns
 * @example specAugment(mel, { frequency: 27, time: 40 }, random)
 */
export function specAugment(
  spectrogram: Spectrogram,
  options: { frequency: number; time: number; masks?: number; value?: number },
  random: Random,
): Spectrogram {
  const { frequency, time, masks = 2, value = 0 } = options;
  const { rows, columns } = spectrogram;
  const data = spectrogram.data.slice();
  for (let i = 0; i < masks; i++) {
    const [tall, wide] = [random.below(Math.min(frequency, rows) + 1), random.below(Math.min(time, columns) + 1)];
    const [top, left] = [random.below(rows - tall + 1), random.below(columns - wide + 1)];
    data.fill(value, top * columns, (top + tall) * columns);
    for (let row = 0; row < rows; row++) data.fill(value, row * columns + left, row * columns + left + wide);
  }
  return { data, rows, columns };
}

/** Adds white noise, `snr` decibels below the signal. @example addNoise(samples, 20, random) */
export function addNoise(samples: Float32Array, snr: number, random: Random): Float32Array {
  const energy = samples.reduce((sum, value) => sum + value * value, 0) / (samples.length || 1);
  const scale = Math.sqrt(energy / 10 ** (snr / 10));
  return samples.map((value) => {
    const normal = Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
    return value + scale * normal;
  });
}

/** Moves by up to `most` samples either way; silence comes in. @example shiftAudio(samples, 800, random) */
export function shiftAudio(samples: Float32Array, most: number, random: Random): Float32Array {
  const by = random.below(2 * most + 1) - most;
  const out = new Float32Array(samples.length);
  if (by >= 0) out.set(samples.subarray(0, Math.max(0, samples.length - by)), Math.min(by, samples.length));
  else out.set(samples.subarray(-by));
  return out;
}

/**
 * Plays faster (rate above 1) or slower at the same pitch, by a phase vocoder (Flanagan and Golden 1966).
 *
 * @returns samples ÷ rate of them
 * @example stretchAudio(samples, 0.9)
 */
export function stretchAudio(samples: Float32Array, rate: number): Float32Array {
  const how = { fftSize: 512, hop: 128 };
  const frames = stft(samples, how);
  const length = Math.round(samples.length / rate);
  const bins = how.fftSize / 2 + 1;
  const silent: Complex = { re: new Float64Array(bins), im: new Float64Array(bins) };
  const phase = Float64Array.from({ length: bins }, (_, k) => angle(frames[0] ?? silent, k));
  const out: Complex[] = [];
  for (let at = 0; at < frames.length; at += rate) {
    const [before, after] = [frames[Math.floor(at)]!, frames[Math.floor(at) + 1] ?? silent];
    const share = at - Math.floor(at);
    const frame = { re: new Float64Array(bins), im: new Float64Array(bins) };
    for (let k = 0; k < bins; k++) {
      const loud =
        (1 - share) * Math.hypot(before.re[k]!, before.im[k]!) + share * Math.hypot(after.re[k]!, after.im[k]!);
      frame.re[k] = loud * Math.cos(phase[k]!);
      frame.im[k] = loud * Math.sin(phase[k]!);
      const usual = (2 * Math.PI * how.hop * k) / how.fftSize;
      const turn = angle(after, k) - angle(before, k) - usual;
      phase[k]! += usual + turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI));
    }
    out.push(frame);
  }
  return istft(out, how, length);
}

function angle({ re, im }: Complex, k: number): number {
  return Math.atan2(im[k]!, re[k]!);
}
