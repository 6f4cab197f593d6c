import type { Random } from '@capstan/base';
import type { Pixels } from '../../decode/pixels.ts';
import { painter } from '../contract.ts';
import { chance, number, span } from '../fields.ts';

export const randomErasingKind = painter('randomErasing', {
  help: 'fill a random window',
  fields: {
    p: chance(0.5),
    scale: span(0, 1, [0.02, 0.33]),
    ratio: span(0.01, 100, [0.3, 3.3]),
    value: number(0, 255, 0),
  },
  paint: erased,
});

/**
 * Fills a random window with `value`, as torchvision's RandomErasing; before normalisation, so in bytes.
 *
 * @param options.scale share of the area; default [0.02, 0.33]
 * @param options.ratio height ÷ width; default [0.3, 3.3]
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example randomErasing({ p: 0.25 })
 */
export function randomErasing(
  options: { p?: number; scale?: [number, number]; ratio?: [number, number]; value?: number } = {},
) {
  return randomErasingKind.make(options);
}

type Erasing = { scale: [number, number]; ratio: [number, number]; value: number };

function erased(pixels: Pixels, step: Erasing, random: Random): Pixels {
  const { channels, height, width } = pixels;
  const [low, high] = [Math.log(step.ratio[0]), Math.log(step.ratio[1])] as const;
  for (let i = 0; i < 10; i++) {
    const area = height * width * random.uniform(step.scale[0], step.scale[1]);
    const ratio = Math.exp(random.uniform(low, high));
    const [tall, wide] = [Math.round(Math.sqrt(area * ratio)), Math.round(Math.sqrt(area / ratio))];
    if (tall >= height || wide >= width) continue;
    const [top, left] = [random.below(height - tall + 1), random.below(width - wide + 1)];
    const data = pixels.data.slice(0, channels * height * width);
    for (let c = 0; c < channels; c++) {
      for (let y = top; y < top + tall; y++) {
        const start = (c * height + y) * width + left;
        data.fill(step.value, start, start + wide);
      }
    }
    return { ...pixels, data };
  }
  return pixels;
}
