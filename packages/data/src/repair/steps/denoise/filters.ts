/** How a series is smoothed. */
export type DenoiseOptions = {
  how: 'median' | 'gaussian' | 'savitzky-golay' | 'wavelet';
  /** Points in the window of median and Savitzky–Golay; odd. */
  window: number;
  /** Degree of Savitzky–Golay's polynomial. */
  order: number;
  /** Deviation of the Gaussian, in points. */
  sigma: number;
};

/**
 * Smooths a series; gaps stay gaps. Median and Gaussian mirror the ends, Savitzky–Golay fits them, as SciPy's
 * `median_filter`, `gaussian_filter1d` and `savgol_filter` do; the wavelet is Daubechies' with four taps, with Donoho and
 * Johnstone's universal soft threshold.
 *
 * @example smoothed(Float64Array.of(1, 9, 1, 1, 1), { how: 'median', window: 3, order: 2, sigma: 1 })
 */
export function smoothed(series: Float64Array, { how, window, order, sigma }: DenoiseOptions): Float64Array {
  const at = [...series.keys()].filter((i) => Number.isFinite(series[i]));
  const x = Float64Array.from(at, (i) => series[i]!);
  if (x.length < 3) return series.slice();
  const size = Math.min(window | 1, x.length % 2 ? x.length : x.length - 1);
  const smooth =
    how === 'median'
      ? median(x, size)
      : how === 'gaussian'
        ? gaussian(x, sigma)
        : how === 'wavelet'
          ? wavelet(x)
          : savitzkyGolay(x, size, Math.min(order, size - 1));
  const out = series.slice();
  for (const [k, i] of at.entries()) out[i] = smooth[k]!;
  return out;
}

/** Index mirrored at both ends, the end itself twice: d c b a | a b c d | d c b a. */
function mirror(i: number, n: number): number {
  const period = 2 * n;
  const j = ((i % period) + period) % period;
  return j < n ? j : period - 1 - j;
}

function median(x: Float64Array, size: number): Float64Array {
  const half = size >> 1;
  return x.map((_, i) => {
    const part = Float64Array.from({ length: size }, (_, k) => x[mirror(i + k - half, x.length)]!).sort();
    return part[half]!;
  });
}

function gaussian(x: Float64Array, sigma: number): Float64Array {
  const radius = Math.trunc(4 * sigma + 0.5);
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, k) => Math.exp(-0.5 * ((k - radius) / sigma) ** 2));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return x.map((_, i) =>
    weights.reduce((total, weight, k) => total + (weight / sum) * x[mirror(i + k - radius, x.length)]!, 0),
  );
}

/** A polynomial fitted to each window; at the ends the first and the last window's. */
function savitzkyGolay(x: Float64Array, size: number, order: number): Float64Array {
  const half = size >> 1;
  const weights = Array.from({ length: size }, (_, at) => fitWeights(size, order, at - half));
  return x.map((_, i) => {
    const start = Math.min(Math.max(0, i - half), x.length - size);
    return weights[i - start]!.reduce((sum, weight, k) => sum + weight * x[start + k]!, 0);
  });
}

/** What each point of a window weighs in the fitted polynomial's value at `at`, counted from the middle. */
function fitWeights(size: number, order: number, at: number): Float64Array {
  const half = size >> 1;
  // Orthogonal polynomials over the window (Gram–Schmidt, twice): the fit is the sum of projections.
  const basis: Float64Array[] = [];
  for (let k = 0; k <= order; k++) {
    const p = Float64Array.from({ length: size }, (_, i) => ((i - half) / Math.max(1, half)) ** k);
    for (let pass = 0; pass < 2; pass++) {
      for (const b of basis) {
        const along = p.reduce((sum, value, i) => sum + value * b[i]!, 0);
        for (let i = 0; i < size; i++) p[i]! -= along * b[i]!;
      }
    }
    const length = Math.sqrt(p.reduce((sum, value) => sum + value * value, 0));
    basis.push(p.map((value) => value / length));
  }
  return Float64Array.from({ length: size }, (_, i) => basis.reduce((sum, b) => sum + b[i]! * b[at + half]!, 0));
}

const root3 = Math.sqrt(3);
const low = [1 + root3, 3 + root3, 3 - root3, 1 - root3].map((tap) => tap / (4 * Math.SQRT2));
const high = [low[3]!, -low[2]!, low[1]!, -low[0]!];

function wavelet(x: Float64Array): Float64Array {
  const levels = Math.min(5, Math.floor(Math.log2(x.length / 4)));
  if (levels < 1) return x.slice();
  const block = 2 ** levels;
  const n = Math.ceil((x.length + 16) / block) * block;
  const pad = (n - x.length) >> 1;
  let approximation = Float64Array.from({ length: n }, (_, i) => x[mirror(i - pad, x.length)]!);
  const details: Float64Array[] = [];
  for (let level = 0; level < levels; level++) {
    const half = approximation.length / 2;
    const filter = (taps: readonly number[]) =>
      Float64Array.from({ length: half }, (_, i) =>
        taps.reduce((sum, tap, k) => sum + tap * approximation[(2 * i + k) % (2 * half)]!, 0),
      );
    details.push(filter(high));
    approximation = filter(low);
  }
  // The noise's deviation from the finest details: their median over that of a normal's.
  const fine = Float64Array.from(details[0]!, Math.abs).sort();
  const threshold = (fine[fine.length >> 1]! / 0.6745) * Math.sqrt(2 * Math.log(x.length));
  for (const detail of details.toReversed()) {
    const half = approximation.length;
    const next = new Float64Array(2 * half);
    for (let i = 0; i < half; i++) {
      const value = detail[i]!;
      const kept = Math.sign(value) * Math.max(0, Math.abs(value) - threshold);
      for (let k = 0; k < 4; k++) next[(2 * i + k) % (2 * half)]! += low[k]! * approximation[i]! + high[k]! * kept;
    }
    approximation = next;
  }
  return approximation.slice(pad, pad + x.length);
}
