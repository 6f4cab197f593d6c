import { type Complex, fft, inverseFft } from './fft.ts';

/** Frames of a signal: window and step in samples. */
export type Frames = { fftSize: number; hop: number };

/** A periodic Hann window, as torch.hann_window. @example hann(400) */
export function hann(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size));
}

/**
 * The short-time Fourier transform with a Hann window, frames centred, edges mirrored, as torch.stft.
 *
 * @returns one spectrum of fftSize ÷ 2 + 1 bins for each of samples ÷ hop + 1 frames
 * @example stft(samples, { fftSize: 400, hop: 160 })
 */
export function stft(samples: ArrayLike<number>, { fftSize, hop }: Frames): Complex[] {
  const window = hann(fftSize);
  const half = fftSize >> 1;
  const bins = half + 1;
  const length = samples.length;
  return Array.from({ length: length === 0 ? 0 : Math.floor(length / hop) + 1 }, (_, frame) => {
    const re = new Float64Array(fftSize);
    const from = frame * hop - half;
    for (let i = 0; i < fftSize; i++) {
      const at = from + i;
      re[i] = window[i]! * samples[at >= 0 && at < length ? at : mirrored(at, length)]!;
    }
    const spectrum = fft({ re, im: new Float64Array(fftSize) });
    return { re: spectrum.re.subarray(0, bins), im: spectrum.im.subarray(0, bins) };
  });
}

/** The sample that lies where one beyond the ends is mirrored to. */
function mirrored(at: number, length: number): number {
  const period = Math.max(1, 2 * (length - 1));
  const within = ((at % period) + period) % period;
  return within < length ? within : period - within;
}

/** Puts frames together again; what `stft` took apart comes back. @example istft(stft(x, how), how, x.length) */
export function istft(frames: readonly Complex[], { fftSize, hop }: Frames, length: number): Float32Array {
  const window = hann(fftSize);
  const half = fftSize >> 1;
  const sums = new Float64Array(length);
  const weights = new Float64Array(length);
  for (const [frame, { re, im }] of frames.entries()) {
    const full = { re: new Float64Array(fftSize), im: new Float64Array(fftSize) };
    for (let k = 0; k < fftSize; k++) {
      const mirrored = k > half;
      full.re[k] = re[mirrored ? fftSize - k : k]!;
      full.im[k] = mirrored ? -im[fftSize - k]! : im[k]!;
    }
    const part = inverseFft(full).re;
    for (let i = 0; i < fftSize; i++) {
      const at = frame * hop + i - half;
      if (at < 0 || at >= length) continue;
      sums[at]! += part[i]! * window[i]!;
      weights[at]! += window[i]! * window[i]!;
    }
  }
  return Float32Array.from(sums, (sum, i) => (weights[i]! > 1e-11 ? sum / weights[i]! : 0));
}
