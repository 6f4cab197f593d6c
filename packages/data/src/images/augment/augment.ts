import type { Random } from '../../random/philox.ts';
import type { Pixels } from '../decode/pixels.ts';
import { resample } from '../decode/resample.ts';
import type { Preprocessing } from '../preprocessing.ts';
import { applyTone } from './apply.ts';
import { invalid, type Transform } from './transform.ts';
import { affineMoved, multiply, warp } from './warp.ts';

/**
 * A window on a picture: pixel (y, x) of it is (top + down · y, left + across · x) of `pixels`, black where that is
 * outside. Crops and flips only move the window; nothing is copied until numbers are written.
 */
export type View = {
  pixels: Pixels;
  top: number;
  left: number;
  down: 1 | -1;
  across: 1 | -1;
  height: number;
  width: number;
  /** Where a point (x, y) of the first picture lies now: a 3 × 3 projection, row by row. Kept where it is asked for. */
  moved?: readonly number[];
};

export function viewOf(pixels: Pixels): View {
  return { pixels, top: 0, left: 0, down: 1, across: 1, height: pixels.height, width: pixels.width };
}

/** The window in the middle. */
export function centre(view: View, height: number, width: number): void {
  crop(view, Math.round((view.height - height) / 2), Math.round((view.width - width) / 2), height, width);
}

/**
 * Checks that a list of transforms ends at the size that the model sees.
 *
 * @throws DataError `option-invalid`
 */
export function checkSizes(augment: readonly Transform[], size: readonly [number, number]): void {
  let now = size;
  for (const step of augment) {
    if (step.kind === 'randomCrop' || step.kind === 'randomResizedCrop') now = step.size ?? size;
    else if (step.kind === 'resize' || step.kind === 'centerCrop') now = step.size;
    else if (step.kind === 'pad') now = [now[0] + 2 * step.padding, now[1] + 2 * step.padding];
  }
  if (now[0] !== size[0] || now[1] !== size[1]) {
    throw invalid('augment', `transforms that end at the size trained on, ${size.join(' × ')}`, now);
  }
}

/**
 * Makes a function of a list of transforms. It works on bytes and keeps its own scratch memory, so one is made per
 * thread; all chance comes from the stream that it is given.
 */
export function compile(
  augment: readonly Transform[],
  preprocessing: Preprocessing,
): (view: View, random: Random) => void {
  const scratch = [new Uint8Array(0), new Uint8Array(0)];
  let turn = 0;
  const target = (length: number): Uint8Array => {
    turn = 1 - turn;
    if (scratch[turn]!.length < length) scratch[turn] = new Uint8Array(length);
    return scratch[turn]!;
  };
  const steps = augment.map((step) => stepOf(step, preprocessing, target));
  return (view, random) => {
    for (const step of steps) step(view, random);
  };
}

type Step = (view: View, random: Random) => void;
type Target = (length: number) => Uint8Array;

function stepOf(step: Transform, preprocessing: Preprocessing, target: Target): Step {
  switch (step.kind) {
    case 'horizontalFlip':
      return (view, random) => random.chance(step.p) && flipAcross(view);
    case 'verticalFlip':
      return (view, random) => random.chance(step.p) && flipDown(view);
    case 'centerCrop':
      return (view) => centre(view, step.size[0], step.size[1]);
    case 'randomCrop': {
      const [height, width] = step.size ?? preprocessing.size;
      const { padding } = step;
      return (view, random) => {
        const top = random.below(Math.max(0, view.height + 2 * padding - height) + 1) - padding;
        const left = random.below(Math.max(0, view.width + 2 * padding - width) + 1) - padding;
        crop(view, top, left, height, width);
      };
    }
    case 'resize':
      return (view) => scale(view, { top: 0, left: 0, height: view.height, width: view.width }, step.size, target);
    case 'randomResizedCrop': {
      const size = step.size ?? preprocessing.size;
      return (view, random) => scale(view, randomWindow(view, step, random), size, target);
    }
    case 'affine':
      return (view, random) => turnAndShift(view, step, random, target);
    case 'colorJitter':
      return (view, random) => jitter(view, step, random, target);
    default:
      return (view, random) => {
        const { pixels, moved } = applyTone(materialise(view, target), step, random);
        reset(view, pixels);
        if (moved) move(view, moved);
      };
  }
}

function crop(view: View, top: number, left: number, height: number, width: number): void {
  view.top += view.down * top;
  view.left += view.across * left;
  view.height = height;
  view.width = width;
  move(view, [1, 0, -left, 0, 1, -top, 0, 0, 1]);
}

function move(view: View, by: readonly number[]): void {
  if (view.moved) view.moved = multiply(by, view.moved);
}

function flipAcross(view: View): void {
  move(view, [-1, 0, view.width, 0, 1, 0, 0, 0, 1]);
  view.left += view.across * (view.width - 1);
  view.across = view.across === 1 ? -1 : 1;
}

function flipDown(view: View): void {
  move(view, [1, 0, 0, 0, -1, view.height, 0, 0, 1]);
  view.top += view.down * (view.height - 1);
  view.down = view.down === 1 ? -1 : 1;
}

/** torchvision's RandomResizedCrop.get_params: ten tries, then the largest middle window of an allowed shape. */
function randomWindow(view: View, step: Transform & { kind: 'randomResizedCrop' }, random: Random) {
  const area = view.height * view.width;
  const shape = step.ratio.map(Math.log);
  for (let i = 0; i < 10; i++) {
    const share = area * random.uniform(step.scale[0], step.scale[1]);
    const ratio = Math.exp(random.uniform(shape[0], shape[1]));
    const width = Math.round(Math.sqrt(share * ratio));
    const height = Math.round(Math.sqrt(share / ratio));
    if (width < 1 || height < 1 || width > view.width || height > view.height) continue;
    return { top: random.below(view.height - height + 1), left: random.below(view.width - width + 1), height, width };
  }
  const now = view.width / view.height;
  const width = now > step.ratio[1] ? Math.round(view.height * step.ratio[1]) : view.width;
  const height = now < step.ratio[0] ? Math.round(view.width / step.ratio[0]) : view.height;
  const top = Math.floor((view.height - height) / 2);
  return { top, left: Math.floor((view.width - width) / 2), height, width };
}

function scale(
  view: View,
  window: { top: number; left: number; height: number; width: number },
  [height, width]: [number, number],
  target: Target,
): void {
  const plain = materialise(view, target);
  const data = target(plain.channels * height * width);
  resample(plain, window, height, width, data);
  reset(view, { data, channels: plain.channels, height, width });
  const [down, across] = [height / window.height, width / window.width];
  move(view, [across, 0, -window.left * across, 0, down, -window.top * down, 0, 0, 1]);
}

function turnAndShift(view: View, step: Transform & { kind: 'affine' }, random: Random, target: Target): void {
  const angle = (random.uniform(step.degrees[0], step.degrees[1]) * Math.PI) / 180;
  const shiftX = Math.round(random.uniform(-1, 1) * step.translate[0] * view.width);
  const shiftY = Math.round(random.uniform(-1, 1) * step.translate[1] * view.height);
  const zoom = random.uniform(step.scale[0], step.scale[1]);
  const slant = Math.tan((random.uniform(step.shear[0], step.shear[1]) * Math.PI) / 180);
  const plain = materialise(view, target);
  const data = target(plain.data.length);
  const how = { angle, shiftX, shiftY, zoom, slant };
  warp(plain, how, data);
  reset(view, { ...plain, data });
  move(view, affineMoved(how, plain.height, plain.width));
}

function jitter(view: View, step: Transform & { kind: 'colorJitter' }, random: Random, target: Target): void {
  const brightness = random.uniform(Math.max(0, 1 - step.brightness), 1 + step.brightness);
  const contrast = random.uniform(Math.max(0, 1 - step.contrast), 1 + step.contrast);
  const saturation = random.uniform(Math.max(0, 1 - step.saturation), 1 + step.saturation);
  const { channels, height, width, data: source } = materialise(view, target);
  const plane = height * width;
  const data = target(source.length);
  for (let i = 0; i < channels * plane; i++) data[i] = Math.min(255, source[i]! * brightness + 0.5);
  const luma = (i: number) =>
    channels === 1 ? data[i]! : 0.299 * data[i]! + 0.587 * data[plane + i]! + 0.114 * data[2 * plane + i]!;
  let mean = 0;
  for (let i = 0; i < plane; i++) mean += luma(i);
  mean /= plane;
  for (let i = 0; i < plane; i++) {
    const grey = (luma(i) - mean) * contrast + mean;
    for (let c = 0, at = i; c < channels; c++, at += plane) {
      const value = (data[at]! - mean) * contrast + mean;
      data[at] = Math.min(255, Math.max(0, (value - grey) * saturation + grey + 0.5));
    }
  }
  reset(view, { data, channels, height, width });
}

/** The view as a picture of its own; none is copied when it shows a whole picture as it is. */
function materialise(view: View, target: Target): Pixels {
  const { pixels, height, width } = view;
  const plain = view.top === 0 && view.left === 0 && view.down === 1 && view.across === 1;
  if (plain && height === pixels.height && width === pixels.width) return pixels;
  const data = target(pixels.channels * height * width);
  let at = 0;
  for (let c = 0; c < pixels.channels; c++) {
    for (let y = 0; y < height; y++) {
      const row = (view.top + view.down * y) | 0;
      const start = (c * pixels.height + row) * pixels.width;
      const inside = row >= 0 && row < pixels.height;
      for (let x = 0; x < width; x++) {
        const column = (view.left + view.across * x) | 0;
        data[at++] = inside && column >= 0 && column < pixels.width ? pixels.data[start + column]! : 0;
      }
    }
  }
  return { data, channels: pixels.channels, height, width };
}

function reset(view: View, pixels: Pixels): void {
  Object.assign(view, viewOf(pixels));
}

/**
 * Writes a view as normalised numbers, (channels, height, width), from `offset` of a batch.
 *
 * @param tables one per channel, byte → number
 */
export function write(view: View, tables: readonly Float32Array[], out: Float32Array, offset: number): void {
  const { pixels, top, left, down, across, height, width } = view;
  const { data } = pixels;
  // Columns whose source lies inside the picture: from `first` up to `end`. `| 0` keeps whole numbers whole for V8: one
  // that might be −0 makes the inner loop several times slower.
  const first = Math.min(width, Math.max(0, across === 1 ? 0 - left : left - pixels.width + 1)) | 0;
  const end = Math.max(first, Math.min(width, across === 1 ? pixels.width - left : left + 1)) | 0;
  for (let c = 0; c < pixels.channels; c++) {
    const table = tables[c]!;
    const black = table[0]!;
    for (let y = 0; y < height; y++) {
      const row = (top + down * y) | 0;
      const at = (offset + (c * height + y) * width) | 0;
      if (row < 0 || row >= pixels.height) {
        out.fill(black, at, at + width);
        continue;
      }
      for (let x = 0; x < first; x++) out[at + x] = black;
      const from = ((c * pixels.height + row) * pixels.width + left) | 0;
      if (across === 1) for (let x = first; x < end; x++) out[at + x] = table[data[from + x]!]!;
      else for (let x = first; x < end; x++) out[at + x] = table[data[from - x]!]!;
      for (let x = end; x < width; x++) out[at + x] = black;
    }
  }
}
