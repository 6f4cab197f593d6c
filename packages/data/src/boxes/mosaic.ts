import type { Random } from '@capstan/base';
import { resample } from '../images/decode/resample.ts';

import type { Sample } from './augment-sample.ts';
import { type Box, fitBox } from './box.ts';
import { movedSegmentation, warpMask } from './move-mask.ts';

/**
 * Four samples round a random point of one picture (Bochkovskiy et al., YOLOv4, 2020); boxes and masks come along.
 *
 * @param size [height, width] of the result
 * @throws {DataError} annotation-invalid — where a box's mask is of another picture's size, or damaged
 * @example mosaic([a, b, c, d], [640, 640], random)
 */
export function mosaic(
  samples: readonly [Sample, Sample, Sample, Sample],
  [height, width]: readonly [height: number, width: number],
  random: Random,
): Sample {
  const channels = samples[0].pixels.channels;
  const data = new Uint8Array(channels * height * width);
  const mask = samples.every((sample) => sample.mask) ? new Uint8Array(height * width) : undefined;
  const middleY = Math.round(random.uniform(0.3, 0.7) * height);
  const middleX = Math.round(random.uniform(0.3, 0.7) * width);
  const boxes: Box[] = [];
  for (const [i, { pixels, boxes: own, mask: ownMask }] of samples.entries()) {
    const [top, bottom] = i < 2 ? [0, middleY] : [middleY, height];
    const [left, right] = i % 2 === 0 ? [0, middleX] : [middleX, width];
    const [tall, wide] = [bottom - top, right - left];
    const part = new Uint8Array(channels * tall * wide);
    const whole = { top: 0, left: 0, height: pixels.height, width: pixels.width };
    resample(pixels, whole, tall, wide, part);
    for (let line = 0; line < channels * tall; line++) {
      const row = Math.floor(line / tall) * height + top + (line % tall);
      data.set(part.subarray(line * wide, (line + 1) * wide), row * width + left);
    }
    const [down, across] = [tall / pixels.height, wide / pixels.width];
    const moved = [across, 0, left, 0, down, top, 0, 0, 1];
    for (const box of own) {
      const edges = { left: box.left * across + left, right: box.right * across + left };
      const fitted = fitBox(
        { ...box, ...edges, top: box.top * down + top, bottom: box.bottom * down + top },
        height,
        width,
      );
      if (typeof fitted === 'string') continue;
      const { mask: whole, ...rest } = fitted;
      const part = whole && movedSegmentation(whole, pixels, moved, { height, width });
      if (!whole) boxes.push(rest);
      else if (part) boxes.push({ ...rest, mask: part });
    }
    if (!mask || !ownMask) continue;
    const placed = warpMask(ownMask.data, ownMask, moved, { height, width }, { left, top, right, bottom });
    for (let y = top; y < bottom; y++) mask.set(placed.subarray(y * width + left, y * width + right), y * width + left);
  }
  const pixels = { data, channels, height, width };
  return { pixels, boxes, ...(mask ? { mask: { data: mask, channels: 1, height, width } } : {}) };
}
