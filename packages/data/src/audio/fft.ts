import { type Complex, fftRadix2 } from './fft-radix2.ts';

export type { Complex };

const tables = new Map<number, Complex>();

/** cos and −sin of 2π k ÷ n. */
function table(n: number): Complex {
  let found = tables.get(n);
  if (!found) {
    const re = Float64Array.from({ length: n }, (_, k) => Math.cos((2 * Math.PI * k) / n));
    const im = Float64Array.from({ length: n }, (_, k) => -Math.sin((2 * Math.PI * k) / n));
    found = { re, im };
    tables.set(n, found);
  }
  return found;
}

/**
 * The discrete Fourier transform, of any length: split by the smallest factor (Cooley and Tukey 1965).
 *
 * @example fft({ re: Float64Array.of(1, 0, 0, 0), im: new Float64Array(4) }) // re: 1 1 1 1
 */
export function fft({ re, im }: Complex): Complex {
  const n = re.length;
  if (n > 0 && Number.isInteger(Math.log2(n))) {
    const out = { re: re.slice(), im: im.slice() };
    fftRadix2(out, table(n));
    return out;
  }
  const out = { re: new Float64Array(n), im: new Float64Array(n) };
  transform(re, im, 0, 1, n, out, 0, table(n), 1);
  return out;
}

/** The inverse, divided by the length. @example inverseFft(fft(signal)) */
export function inverseFft({ re, im }: Complex): Complex {
  const n = re.length;
  const { re: b, im: a } = fft({ re: im, im: re }); // swapping the parts turns one into the other
  return { re: a.map((value) => value / n), im: b.map((value) => value / n) };
}

function transform(
  re: Float64Array,
  im: Float64Array,
  from: number,
  stride: number,
  n: number,
  out: Complex,
  to: number,
  roots: Complex,
  step: number,
): void {
  if (n === 1) {
    out.re[to] = re[from]!;
    out.im[to] = im[from]!;
    return;
  }
  const factor = smallestFactor(n);
  const part = n / factor;
  for (let f = 0; f < factor; f++) {
    transform(re, im, from + f * stride, stride * factor, part, out, to + f * part, roots, step * factor);
  }
  const [re1, im1] = [new Float64Array(factor), new Float64Array(factor)];
  for (let k = 0; k < part; k++) {
    for (let f = 0; f < factor; f++) {
      const [c, s] = [roots.re[f * k * step]!, roots.im[f * k * step]!];
      const at = to + f * part + k;
      re1[f] = out.re[at]! * c - out.im[at]! * s;
      im1[f] = out.re[at]! * s + out.im[at]! * c;
    }
    for (let q = 0; q < factor; q++) {
      let [sumRe, sumIm] = [0, 0];
      for (let f = 0; f < factor; f++) {
        const root = ((f * q) % factor) * part * step;
        sumRe += re1[f]! * roots.re[root]! - im1[f]! * roots.im[root]!;
        sumIm += re1[f]! * roots.im[root]! + im1[f]! * roots.re[root]!;
      }
      out.re[to + q * part + k] = sumRe;
      out.im[to + q * part + k] = sumIm;
    }
  }
}

function smallestFactor(n: number): number {
  for (let factor = 2; factor * factor <= n; factor++) if (n % factor === 0) return factor;
  return n;
}
