import { type Audio, mono, seconds } from '../audio/audio.ts';
import { melSpectrogram } from '../audio/mel.ts';
import type { ReadRecording } from './findings/contract.ts';

/** Bands and slots of time of a print, and how many seconds it listens to. */
const bands = 16;
const slots = 32;
const longest = 30;

/** What there is to know of a recording without its file. */
export function describe(audio: Audio): Omit<ReadRecording, 'file' | 'class' | 'split'> {
  const samples = mono(audio);
  const { length } = samples;
  let [peak, sum, squares, products, limit] = [0, 0, 0, 0, 0];
  let [run, gap] = [1, 0];
  for (let i = 0; i < length; i++) {
    const value = samples[i]!;
    const size = Math.abs(value);
    if (size > peak) peak = size;
    if (size >= 0.9999) limit += 1;
    sum += value;
    squares += value * value;
    if (i === 0) continue;
    products += value * samples[i - 1]!;
    run = value === samples[i - 1] ? run + 1 : 1;
    if (run > gap) gap = run;
  }
  const mean = sum / Math.max(1, length);
  const power = squares / Math.max(1, length);
  const variance = Math.max(1e-18, power - mean * mean);
  return {
    seconds: seconds(audio),
    sampleRate: audio.sampleRate,
    channels: audio.channels.length,
    peak,
    loudness: 10 * Math.log10(Math.max(power, 1e-12)),
    clipped: limit / Math.max(1, length),
    offset: mean / Math.sqrt(variance),
    neighbours: (products / Math.max(1, length - 1) - mean * mean) / variance,
    gap: gap / Math.max(1, length),
    isHalf: isHalf(audio),
    ...printOf(samples, audio.sampleRate),
  };
}

function isHalf({ channels }: Audio): boolean {
  if (channels.length < 2) return false;
  const silent = channels.filter((channel) => channel.every((value) => Math.abs(value) < 1e-4)).length;
  return silent > 0 && silent < channels.length;
}

/** Logarithms of the energy in bands up to 4 kHz over slots of time, without their mean, of unit length. */
function printOf(samples: Float32Array, sampleRate: number): Pick<ReadRecording, 'print' | 'contrast'> {
  const out = new Float32Array(bands * slots);
  const fftSize = 2 ** Math.ceil(Math.log2(0.03 * sampleRate));
  const some = samples.subarray(0, longest * sampleRate);
  if (some.length < 2 * fftSize) return { print: out, contrast: 0 };
  const hop = Math.max(1, Math.round(0.01 * sampleRate));
  const { data, columns } = melSpectrogram(some, {
    sampleRate,
    fftSize,
    hop,
    mels: bands,
    high: Math.min(4000, sampleRate / 2),
  });
  const counts = new Uint32Array(slots);
  for (let t = 0; t < columns; t++) {
    const slot = Math.min(slots - 1, Math.floor((t * slots) / columns));
    counts[slot]! += 1;
    for (let m = 0; m < bands; m++) out[m * slots + slot]! += data[m * columns + t]!;
  }
  let most = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = out[i]! / Math.max(1, counts[i % slots]!);
    if (out[i]! > most) most = out[i]!;
  }
  const floor = most * 1e-6; // 60 dB below the loudest is silence
  let sum = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = Math.log(Math.max(out[i]!, floor, 1e-20));
    sum += out[i]!;
  }
  let squares = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = out[i]! - sum / out.length;
    squares += out[i]! ** 2;
  }
  const length = Math.sqrt(squares);
  const contrast = length / Math.sqrt(out.length);
  return { print: length === 0 ? out.fill(0) : out.map((value) => value / length), contrast };
}
