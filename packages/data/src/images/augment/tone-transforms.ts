import { DataError } from '../../errors.ts';

/** Steps that change what a picture looks like, as plain JSON; `transforms.ts` adds those that move it. */
export type ToneTransform =
  | { kind: 'pad'; padding: number; value: number }
  | { kind: 'perspective'; distortion: number; p: number }
  | { kind: 'hueJitter'; amount: number }
  | { kind: 'grayscale'; p: number }
  | { kind: 'gaussianBlur'; size: number; sigma: [number, number] }
  | { kind: 'medianFilter'; size: number }
  | { kind: 'bilateralFilter'; sigmaSpace: number; sigmaColor: number }
  | { kind: 'sharpness'; factor: number; p: number }
  | { kind: 'solarize'; threshold: number; p: number }
  | { kind: 'posterize'; bits: number; p: number }
  | { kind: 'equalize'; p: number }
  | { kind: 'autocontrast'; p: number }
  | { kind: 'clahe'; clipLimit: number; grid: [number, number] }
  | { kind: 'randomErasing'; p: number; scale: [number, number]; ratio: [number, number]; value: number }
  | { kind: 'randAugment'; ops: number; magnitude: number }
  | { kind: 'trivialAugment' }
  | { kind: 'augMix'; severity: number; width: number; alpha: number };

/** Adds `padding` pixels of `value` on every side. @example pad(4) */
export function pad(padding: number, value = 0): ToneTransform {
  return {
    kind: 'pad',
    padding: within(padding, 0, 4096, 'pad', true),
    value: within(value, 0, 255, 'pad value', true),
  };
}

/** Moves the corners inwards by up to `distortion` of half the side, as torchvision. @example perspective(0.3) */
export function perspective(distortion = 0.5, p = 0.5): ToneTransform {
  return { kind: 'perspective', distortion: within(distortion, 0, 1, 'perspective'), p: chance(p, 'perspective') };
}

/** Turns the hue by up to `amount` of the circle either way. @example hueJitter(0.1) */
export function hueJitter(amount: number): ToneTransform {
  return { kind: 'hueJitter', amount: within(amount, 0, 0.5, 'hueJitter') };
}

/** Makes it grey with probability `p`. @example grayscale(0.1) */
export function grayscale(p = 0.1): ToneTransform {
  return { kind: 'grayscale', p: chance(p, 'grayscale') };
}

/** Blurs by a random σ in pixels over `size` × `size`, an odd number. @example gaussianBlur(5, [0.1, 2]) */
export function gaussianBlur(size: number, sigma: [number, number] = [0.1, 2]): ToneTransform {
  return { kind: 'gaussianBlur', size: odd(size, 'gaussianBlur'), sigma: span(sigma, 0.01, 100, 'gaussianBlur sigma') };
}

/** Denoises by the median of `size` × `size`, an odd number. @example medianFilter(3) */
export function medianFilter(size = 3): ToneTransform {
  return { kind: 'medianFilter', size: odd(size, 'medianFilter') };
}

/** Denoises and keeps edges; σ in pixels and in steps of 255. @example bilateralFilter(2, 30) */
export function bilateralFilter(sigmaSpace = 2, sigmaColor = 30): ToneTransform {
  within(sigmaColor, 0.1, 1000, 'bilateralFilter sigmaColor');
  return { kind: 'bilateralFilter', sigmaSpace: within(sigmaSpace, 0.1, 20, 'bilateralFilter'), sigmaColor };
}

/** Sharpens (factor above 1) or softens with probability `p`. @example sharpness(2) */
export function sharpness(factor: number, p = 0.5): ToneTransform {
  return { kind: 'sharpness', factor: within(factor, 0, 100, 'sharpness'), p: chance(p, 'sharpness') };
}

/** Inverts bytes from `threshold` on, with probability `p`. @example solarize(128, 0.2) */
export function solarize(threshold = 128, p = 0.5): ToneTransform {
  return { kind: 'solarize', threshold: within(threshold, 0, 256, 'solarize'), p: chance(p, 'solarize') };
}

/** Keeps the `bits` highest bits, with probability `p`. @example posterize(4) */
export function posterize(bits: number, p = 0.5): ToneTransform {
  return { kind: 'posterize', bits: within(bits, 0, 8, 'posterize', true), p: chance(p, 'posterize') };
}

/** Evens the histogram out with probability `p`. @example equalize(1) */
export function equalize(p = 0.5): ToneTransform {
  return { kind: 'equalize', p: chance(p, 'equalize') };
}

/** Stretches to the whole range with probability `p`. @example autocontrast() */
export function autocontrast(p = 0.5): ToneTransform {
  return { kind: 'autocontrast', p: chance(p, 'autocontrast') };
}

/** Local contrast within a limit. @example localContrast(2, [8, 8]) */
export function localContrast(clipLimit = 2, grid: [number, number] = [8, 8]): ToneTransform {
  for (const side of grid) within(side, 1, 64, 'localContrast grid', true);
  return { kind: 'clahe', clipLimit: within(clipLimit, 1, 1000, 'localContrast'), grid };
}

/**
 * Fills a random window with `value`, as torchvision's RandomErasing; before normalisation, so in bytes.
 *
 * @param options.scale share of the area
 * @param options.ratio height ÷ width
 * @example randomErasing({ p: 0.25 })
 */
export function randomErasing(
  options: { p?: number; scale?: [number, number]; ratio?: [number, number]; value?: number } = {},
): ToneTransform {
  const { p = 0.5, scale = [0.02, 0.33], ratio = [0.3, 3.3], value = 0 } = options;
  span(scale, 0, 1, 'randomErasing scale');
  span(ratio, 0.01, 100, 'randomErasing ratio');
  return { kind: 'randomErasing', p: chance(p, 'randomErasing'), scale, ratio, value: within(value, 0, 255, 'value') };
}

/**
 * RandAugment (Cubuk et al. 2020): `ops` of fourteen changes, all of one strength.
 *
 * @param magnitude 0 to 30
 * @example randAugment({ ops: 2, magnitude: 9 })
 */
export function randAugment(options: { ops?: number; magnitude?: number } = {}): ToneTransform {
  const { ops = 2, magnitude = 9 } = options;
  within(magnitude, 0, 30, 'randAugment magnitude');
  return { kind: 'randAugment', ops: within(ops, 1, 14, 'randAugment ops', true), magnitude };
}

/** TrivialAugment (Müller and Hutter 2021): one change of any strength. @example trivialAugment() */
export function trivialAugment(): ToneTransform {
  return { kind: 'trivialAugment' };
}

/** AugMix (Hendrycks et al. 2020): `width` chains of changes, blended. @example augMix({ severity: 3 }) */
export function augMix(options: { severity?: number; width?: number; alpha?: number } = {}): ToneTransform {
  const { severity = 3, width = 3, alpha = 1 } = options;
  within(severity, 1, 10, 'augMix severity');
  within(alpha, 0.01, 100, 'augMix alpha');
  return { kind: 'augMix', severity, width: within(width, 1, 8, 'augMix width', true), alpha };
}

type Given = Record<string, unknown>;

/** For each kind, the function that checks a value from a file. */
export const toneMakers: Record<ToneTransform['kind'], (value: Given) => ToneTransform> = {
  pad: (v) => pad(v.padding as number, v.value as number | undefined),
  perspective: (v) => perspective(v.distortion as number, v.p as number),
  hueJitter: (v) => hueJitter(v.amount as number),
  grayscale: (v) => grayscale(v.p as number),
  gaussianBlur: (v) => gaussianBlur(v.size as number, v.sigma as [number, number]),
  medianFilter: (v) => medianFilter(v.size as number),
  bilateralFilter: (v) => bilateralFilter(v.sigmaSpace as number, v.sigmaColor as number),
  sharpness: (v) => sharpness(v.factor as number, v.p as number),
  solarize: (v) => solarize(v.threshold as number, v.p as number),
  posterize: (v) => posterize(v.bits as number, v.p as number),
  equalize: (v) => equalize(v.p as number),
  autocontrast: (v) => autocontrast(v.p as number),
  clahe: (v) => localContrast(v.clipLimit as number, v.grid as [number, number]),
  randomErasing: (v) => randomErasing(v as Parameters<typeof randomErasing>[0]),
  randAugment: (v) => randAugment(v as Parameters<typeof randAugment>[0]),
  trivialAugment: () => trivialAugment(),
  augMix: (v) => augMix(v as Parameters<typeof augMix>[0]),
};

function within(value: number, low: number, high: number, name: string, whole = false): number {
  if (typeof value === 'number' && value >= low && value <= high && (!whole || Number.isInteger(value))) return value;
  const reason = `${name}: expected a ${whole ? 'whole ' : ''}number from ${low} to ${high}, received ${String(value)}`;
  throw new DataError('option-invalid', reason);
}

function chance(p: number, name: string): number {
  return within(p, 0, 1, `${name} p`);
}

function odd(size: number, name: string): number {
  if (within(size, 1, 99, `${name} size`, true) % 2 === 0) {
    throw new DataError('option-invalid', `${name} size: expected an odd number, received ${size}`);
  }
  return size;
}

function span(value: [number, number], low: number, high: number, name: string): [number, number] {
  if (!Array.isArray(value) || value.length !== 2 || !(value[0] <= value[1])) {
    throw new DataError('option-invalid', `${name}: expected [from, to], received ${JSON.stringify(value)}`);
  }
  for (const end of value) within(end, low, high, name);
  return value;
}
