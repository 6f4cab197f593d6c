import type { Random } from '@capstan/base';
import { compile } from '../images/augment/compile.ts';
import type { Transform } from '../images/augment/index.ts';
import { type View, viewOf } from '../images/augment/view.ts';
import type { Pixels } from '../images/decode/pixels.ts';
import type { Preprocessing } from '../images/preprocessing.ts';

import type { Box } from './box.ts';

/** A picture with what is drawn on it; the mask has one channel of class numbers. */
export type Sample = { pixels: Pixels; boxes: readonly Box[]; mask?: Pixels };

/**
 * Makes a function that augments a picture, and moves its boxes and mask along. A box becomes the smallest upright one
 * round its moved corners, cut at the edges; one of which less than `visible` of the area is left is dropped.
 *
 * @param options.visible share of the area; default 0.1
 * @example const change = sampleAugmenter([randomResizedCrop(224), horizontalFlip()], preprocessing);
 */
export function sampleAugmenter(
  augment: readonly Transform[],
  preprocessing: Preprocessing,
  options: { visible?: number } = {},
): (sample: Sample, random: Random) => Sample {
  const { visible = 0.1 } = options;
  const change = compile(augment, preprocessing);
  return ({ pixels, boxes, mask }, random) => {
    const view: View = { ...viewOf(pixels), moved: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
    change(view, random);
    const kept = boxes.flatMap((box) => moveBox(box, view, visible));
    return { pixels: copied(view), boxes: kept, ...(mask ? { mask: moveMask(mask, view) } : {}) };
  };
}

function moveBox(box: Box, { moved, height, width }: View, visible: number): Box[] {
  const points = [
    [box.left, box.top],
    [box.right, box.top],
    [box.right, box.bottom],
    [box.left, box.bottom],
  ].map(([x, y]) => at(moved!, x!, y!));
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const whole = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] as const;
  const [left, top] = [Math.max(0, whole[0]), Math.max(0, whole[1])];
  const [right, bottom] = [Math.min(width, whole[2]), Math.min(height, whole[3])];
  const area = (whole[2] - whole[0]) * (whole[3] - whole[1]);
  const left_ = Math.max(0, right - left) * Math.max(0, bottom - top);
  return area > 0 && left_ > 0 && left_ >= visible * area ? [{ ...box, left, top, right, bottom }] : [];
}

/** Each pixel of the mask from where it came, the nearest; 0 outside. */
function moveMask(mask: Pixels, { moved, height, width }: View): Pixels {
  const back = inverse(moved!);
  const data = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = at(back, x + 0.5, y + 0.5).map(Math.floor) as [number, number]; // two in, two out
      if (u >= 0 && v >= 0 && u < mask.width && v < mask.height) data[y * width + x] = mask.data[v * mask.width + u]!;
    }
  }
  return { data, channels: 1, height, width };
}

function at(m: readonly number[], x: number, y: number): [number, number] {
  const depth = m[6]! * x + m[7]! * y + m[8]!;
  return [(m[0]! * x + m[1]! * y + m[2]!) / depth, (m[3]! * x + m[4]! * y + m[5]!) / depth];
}

function inverse(m: readonly number[]): number[] {
  // as: a projection has nine numbers
  const [a, b, c, d, e, f, g, h, i] = m as [number, number, number, number, number, number, number, number, number];
  const size = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  const cofactors = [
    ...[e * i - f * h, c * h - b * i, b * f - c * e, f * g - d * i, a * i - c * g],
    ...[c * d - a * f, d * h - e * g, b * g - a * h, a * e - b * d],
  ];
  return cofactors.map((value) => value / size);
}

/** The view as a picture of its own; scratch memory is used again. */
function copied(view: View): Pixels {
  const { pixels, height, width } = view;
  const data = new Uint8Array(pixels.channels * height * width);
  let to = 0;
  for (let c = 0; c < pixels.channels; c++) {
    for (let y = 0; y < height; y++) {
      const row = view.top + view.down * y;
      for (let x = 0; x < width; x++, to++) {
        const column = view.left + view.across * x;
        if (row < 0 || column < 0 || row >= pixels.height || column >= pixels.width) continue;
        data[to] = pixels.data[(c * pixels.height + row) * pixels.width + column]!;
      }
    }
  }
  return { data, channels: pixels.channels, height, width };
}
