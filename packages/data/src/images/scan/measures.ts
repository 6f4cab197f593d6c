import { type Pixels, toChannels } from '../decode/pixels.ts';

/** What a fitted picture is like, as numbers: enough to tell a black, blurred or blank one. Levels are 0 to 255. */
export type Measures = {
  /** Hundredths of the grey levels: 1, 5, 50, 95 and 99 of a hundred pixels are at most so bright. */
  dark: number;
  dim: number;
  middle: number;
  light: number;
  bright: number;
  /** Of the grey levels. */
  deviation: number;
  /** Of the grey levels' histogram, in bits: 0 for one level, 8 for all alike. */
  entropy: number;
  /** Crété et al. 2007: how much of its slopes a picture keeps when it is smoothed; 0 is sharp, 1 is blurred. */
  blur: number;
  /**
   * Energy of the second differences against that of the levels, as a power of two, in the direction with less: the lower,
   * the fewer details; what was moved has few along its way.
   */
  detail: number;
  /** Correlation of means that lie side by side in 16 × 16; 0 for noise. */
  neighbours: number;
  /** Mean distance between the strongest and the weakest of red, green and blue; 0 for grey. */
  chroma: number;
  /** Share of the rows, from below or from above, whichever is more, that are one even colour. */
  blank: number;
};

/** Lines of each direction that are looked at: every second or third of a large picture tells the same. */
const mostLines = 64;

/** Pixels over which Crété's measure smooths; a third of the side for small pictures. */
const widest = 9;

/**
 * Measures a picture as it is fitted.
 *
 * @param small (16, 16) means of it
 */
export function measure(pixels: Pixels, small: Uint8Array): Measures {
  const { height, width } = pixels;
  const grey = toChannels(pixels, 1).data.subarray(0, height * width);
  const counts = new Uint32Array(256);
  for (const value of grey) counts[value]! += 1;
  const [dark, dim, middle, light, bright] = percentiles(counts, grey.length);
  const { deviation, entropy } = spread(counts, grey.length);
  return {
    ...{ dark, dim, middle, light, bright, deviation, entropy },
    blur: blurOf(grey, height, width),
    detail: detailOf(grey, height, width, deviation),
    neighbours: neighboursOf(small),
    chroma: chromaOf(pixels),
    blank: blankOf(grey, height, width),
  };
}

function percentiles(counts: Uint32Array, total: number): [number, number, number, number, number] {
  const at = (share: number) => {
    let sum = 0;
    for (let level = 0; level < 256; level++) {
      sum += counts[level]!;
      if (sum >= share * total) return level;
    }
    return 255;
  };
  return [at(0.01), at(0.05), at(0.5), at(0.95), at(0.99)];
}

function spread(counts: Uint32Array, total: number): { deviation: number; entropy: number } {
  let [sum, squares, entropy] = [0, 0, 0];
  for (const [level, count] of counts.entries()) {
    if (count === 0) continue;
    const share = count / total;
    sum += share * level;
    squares += share * level * level;
    entropy -= share * Math.log2(share);
  }
  return { deviation: Math.sqrt(Math.max(0, squares - sum * sum)), entropy };
}

/** The larger of both directions, as in skimage.measure.blur_effect. */
function blurOf(grey: Uint8Array, height: number, width: number): number {
  return Math.max(
    keptSlopes(grey, { lines: height, step: width, length: width, stride: 1 }),
    keptSlopes(grey, { lines: width, step: 1, length: height, stride: width }),
  );
}

/** Along lines: the share of the slopes that is left after a mean over `widest` pixels. */
function keptSlopes(
  grey: Uint8Array,
  { lines, step, length, stride }: { lines: number; step: number; length: number; stride: number },
): number {
  const reach = Math.min(widest >> 1, Math.floor(length / 6));
  if (reach < 1) return 0;
  const span = 2 * reach + 1;
  let [all, lost] = [0, 0];
  for (let line = 0; line < lines; line += Math.ceil(lines / mostLines)) {
    const start = line * step;
    let window = 0;
    for (let i = 0; i < span; i++) window += grey[start + i * stride]!;
    for (let i = reach + 1; i + reach < length; i++) {
      const next = window + grey[start + (i + reach) * stride]! - grey[start + (i - reach - 1) * stride]!;
      const slope = Math.abs(grey[start + i * stride]! - grey[start + (i - 1) * stride]!);
      const smooth = Math.abs(next - window) / span;
      window = next;
      all += slope;
      if (slope > smooth) lost += slope - smooth;
    }
  }
  return all === 0 ? 0 : (all - lost) / all;
}

/** Of (side, side) means: noise is as uncorrelated there as pixel by pixel, and a grainy scan is not. */
function neighboursOf(small: Uint8Array): number {
  const side = Math.sqrt(small.length);
  let [squares, sum, all] = [0, 0, 0];
  for (const [i, level] of small.entries()) {
    sum += level;
    all += level * level;
    if (i % side > 0) squares += (level - small[i - 1]!) ** 2;
  }
  const variance = all / small.length - (sum / small.length) ** 2;
  return variance < 1 ? 1 : 1 - squares / (2 * side * (side - 1) * variance);
}

function detailOf(grey: Uint8Array, height: number, width: number, deviation: number): number {
  if (width < 3 || height < 3 || deviation < 1) return 0;
  let [across, down, seen] = [0, 0, 0];
  for (let y = 1; y + 1 < height; y += Math.ceil(height / mostLines)) {
    for (let at = y * width + 1; at < (y + 1) * width - 1; at++) {
      const twice = 2 * grey[at]!;
      across += (twice - grey[at - 1]! - grey[at + 1]!) ** 2;
      down += (twice - grey[at - width]! - grey[at + width]!) ** 2;
      seen += 1;
    }
  }
  return Math.log2((Math.min(across, down) / seen + 0.05) / deviation ** 2);
}

function chromaOf({ data, channels, height, width }: Pixels): number {
  if (channels < 3) return 0;
  const plane = height * width;
  let [sum, seen] = [0, 0];
  for (let i = 0; i < plane; i += Math.ceil(plane / mostLines ** 2)) {
    const r = data[i]!;
    const g = data[plane + i]!;
    const b = data[2 * plane + i]!;
    sum += Math.max(r, g, b) - Math.min(r, g, b);
    seen += 1;
  }
  return sum / seen;
}

function blankOf(grey: Uint8Array, height: number, width: number): number {
  const isEven = (y: number, level: number) => {
    for (let i = y * width; i < (y + 1) * width; i++) if (Math.abs(grey[i]! - level) > 1) return false;
    return true;
  };
  const from = (first: number, step: number) => {
    const level = grey[first * width]!;
    let rows = 0;
    for (let y = first; y >= 0 && y < height && isEven(y, level); y += step) rows += 1;
    return rows;
  };
  return Math.max(from(0, 1), from(height - 1, -1)) / height;
}
