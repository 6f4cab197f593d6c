import { DataError } from '../errors.ts';
import { type Frames, stft } from './stft.ts';

/** Numbers in rows: (rows, columns). */
export type Spectrogram = { data: Float32Array; rows: number; columns: number };

export type MelOptions = Partial<Frames> & {
  sampleRate: number;
  /** Default 80. */
  mels?: number;
  /** Hz; default 0 and half the sample rate. */
  low?: number;
  high?: number;
};

/** Hz to mel after Slaney's Auditory Toolbox (1998): linear to 1 kHz, logarithmic above; librosa's default. */
function toMel(hz: number): number {
  return hz < 1000 ? (hz * 3) / 200 : 15 + Math.log(hz / 1000) / (Math.log(6.4) / 27);
}

function toHz(mel: number): number {
  return mel < 15 ? (mel * 200) / 3 : 1000 * Math.exp((mel - 15) * (Math.log(6.4) / 27));
}

/**
 * Triangular mel filters of equal area (Slaney), as librosa.filters.mel.
 *
 * @returns (mels, fftSize ÷ 2 + 1)
 * @example melFilters({ sampleRate: 16000, fftSize: 400, mels: 80 })
 */
export function melFilters(options: MelOptions): Spectrogram {
  const { sampleRate, fftSize = 400, mels = 80, low = 0, high = sampleRate / 2 } = options;
  if (!(high > low && low >= 0 && high <= sampleRate / 2)) {
    throw new DataError(
      'option-invalid',
      `mel: expected 0 ≤ low < high ≤ ${sampleRate / 2} Hz, received ${low}, ${high}`,
    );
  }
  const bins = (fftSize >> 1) + 1;
  const [from, to] = [toMel(low), toMel(high)];
  const edges = Array.from({ length: mels + 2 }, (_, i) => toHz(from + ((to - from) * i) / (mels + 1)));
  const data = new Float32Array(mels * bins);
  for (let m = 0; m < mels; m++) {
    const [left, middle, right] = [edges[m]!, edges[m + 1]!, edges[m + 2]!];
    for (let k = 0; k < bins; k++) {
      const hz = (k * sampleRate) / fftSize;
      const weight = Math.min((hz - left) / (middle - left), (right - hz) / (right - middle));
      data[m * bins + k] = Math.max(0, weight) * (2 / (right - left));
    }
  }
  return { data, rows: mels, columns: bins };
}

/**
 * Energy per mel band and frame.
 *
 * @returns (mels, frames)
 * @example melSpectrogram(mono(audio), { sampleRate: 16000 }) // (80, frames)
 */
export function melSpectrogram(samples: ArrayLike<number>, options: MelOptions): Spectrogram {
  const { fftSize = 400, hop = 160 } = options;
  const filters = melFilters(options);
  const frames = stft(samples, { fftSize, hop });
  const data = new Float32Array(filters.rows * frames.length);
  const power = new Float64Array(filters.columns);
  const bounds = boundsOf(filters);
  for (const [t, { re, im }] of frames.entries()) {
    for (let k = 0; k < power.length; k++) power[k] = re[k]! ** 2 + im[k]! ** 2;
    for (let m = 0; m < filters.rows; m++) {
      let sum = 0;
      for (let k = bounds[2 * m]!; k < bounds[2 * m + 1]!; k++)
        sum += power[k]! * filters.data[m * filters.columns + k]!;
      data[m * frames.length + t] = sum;
    }
  }
  return { data, rows: filters.rows, columns: frames.length };
}

/** First bin of each filter that weighs something, and the one after its last. */
function boundsOf({ data, rows, columns }: Spectrogram): Int32Array {
  const bounds = new Int32Array(2 * rows);
  for (let m = 0; m < rows; m++) {
    const row = data.subarray(m * columns, (m + 1) * columns);
    bounds[2 * m] = Math.max(
      0,
      row.findIndex((weight) => weight > 0),
    );
    bounds[2 * m + 1] = row.findLastIndex((weight) => weight > 0) + 1;
  }
  return bounds;
}

/** Natural logarithm of a mel spectrogram, never below `floor`. @example logMel(mel) */
export function logMel(mel: Spectrogram, floor = 1e-10): Spectrogram {
  return { ...mel, data: mel.data.map((value) => Math.log(Math.max(floor, value))) };
}

/**
 * Mel-frequency cepstral coefficients: the orthonormal DCT-II of the log mel bands.
 *
 * @returns (count, frames)
 * @example mfcc(mono(audio), { sampleRate: 8000, count: 13 })
 */
export function mfcc(samples: ArrayLike<number>, options: MelOptions & { count?: number }): Spectrogram {
  const { count = 13 } = options;
  const { data, rows, columns } = logMel(melSpectrogram(samples, options));
  const out = new Float32Array(count * columns);
  for (let q = 0; q < count; q++) {
    const scale = Math.sqrt((q === 0 ? 1 : 2) / rows);
    for (let t = 0; t < columns; t++) {
      let sum = 0;
      for (let m = 0; m < rows; m++) sum += data[m * columns + t]! * Math.cos((Math.PI * q * (2 * m + 1)) / (2 * rows));
      out[q * columns + t] = scale * sum;
    }
  }
  return { data: out, rows: count, columns };
}
