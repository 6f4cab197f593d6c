import { DataError } from '../errors.ts';

const zeros = 6; // of the sinc on either side
const rolloff = 0.99;

/**
 * Changes the sample rate by a windowed sinc (Smith, "Digital Audio Resampling"), with torchaudio's defaults: six zero
 * crossings, Hann window, cut at 0.99 of the lower Nyquist frequency.
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example resampleAudio(samples, 44100, 16000)
 */
export function resampleAudio(samples: Float32Array, from: number, to: number): Float32Array {
  for (const rate of [from, to]) {
    if (!(Number.isInteger(rate) && rate > 0)) {
      throw new DataError('option-invalid', `sample rate: expected a whole number of hertz, received ${rate}`);
    }
  }
  const common = divisor(from, to);
  const [down, up] = [from / common, to / common];
  if (down === up) return samples;
  const base = Math.min(down, up) * rolloff;
  const reach = Math.ceil((zeros * down) / base);
  const size = 2 * reach + down;
  const kernels = Array.from({ length: up }, (_, phase) =>
    Float64Array.from({ length: size }, (_, k) => {
      const t = Math.max(-zeros, Math.min(zeros, (-phase / up + (k - reach) / down) * base));
      const window = Math.cos((t * Math.PI) / (2 * zeros)) ** 2;
      return (t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t)) * window * (base / down);
    }),
  );
  const length = Math.ceil((samples.length * up) / down);
  const out = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const kernel = kernels[i % up]!;
    const start = Math.floor(i / up) * down - reach;
    let sum = 0;
    const last = Math.min(size, samples.length - start);
    for (let k = Math.max(0, -start); k < last; k++) sum += kernel[k]! * samples[start + k]!;
    out[i] = sum;
  }
  return out;
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
