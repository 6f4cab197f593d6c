import type { Random } from '@capstan/base';
import { compile } from '../images/augment/compile.ts';
import type { Transform } from '../images/augment/index.ts';
import { type View, viewOf } from '../images/augment/view.ts';
import type { Pixels } from '../images/decode/pixels.ts';
import type { Preprocessing } from '../images/preprocessing.ts';

import type { Box } from './box.ts';
import { movedPoint, movedSegmentation, warpMask } from './move-mask.ts';

/** A picture with what is drawn on it; the mask has one channel of class numbers. */
export type Sample = { pixels: Pixels; boxes: readonly Box[]; mask?: Pixels };

/**
 * Makes a function that augments a picture, and moves its boxes and mask along. A box becomes the smallest upright one
 * round its moved corners, cut at the edges; one of which less than `visible` of the area is left is dropped, and one of
 * whose own mask no pixel is. Boxes' masks become runs, of the new picture's size.
 *
 * @param options.visible share of the area; default 0.1
 * @throws {DataError} annotation-invalid — when called, where a box's mask is of another picture's size, or damaged
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
    const kept = boxes.flatMap((box) => moveBox(box, view, visible)).flatMap((box) => withMask(box, pixels, view));
    const to = { channels: 1, height: view.height, width: view.width };
    const moved = mask && { data: warpMask(mask.data, mask, view.moved!, to), ...to };
    return { pixels: copied(view), boxes: kept, ...(moved ? { mask: moved } : {}) };
  };
}

function moveBox(box: Box, { moved, height, width }: View, visible: number): Box[] {
  const points = [
    [box.left, box.top],
    [box.right, box.top],
    [box.right, box.bottom],
    [box.left, box.bottom],
  ].map(([x, y]) => movedPoint(moved!, x!, y!));
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const whole = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] as const;
  const [left, top] = [Math.max(0, whole[0]), Math.max(0, whole[1])];
  const [right, bottom] = [Math.min(width, whole[2]), Math.min(height, whole[3])];
  const area = (whole[2] - whole[0]) * (whole[3] - whole[1]);
  const left_ = Math.max(0, right - left) * Math.max(0, bottom - top);
  return area > 0 && left_ > 0 && left_ >= visible * area ? [{ ...box, left, top, right, bottom }] : [];
}

/** A box whose own mask has moved with it. */
function withMask(box: Box, pixels: Pixels, view: View): Box[] {
  if (!box.mask) return [box];
  const mask = movedSegmentation(box.mask, pixels, view.moved!, view);
  return mask ? [{ ...box, mask }] : [];
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
