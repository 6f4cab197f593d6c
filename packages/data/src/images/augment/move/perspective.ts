import type { Random } from '@capstan/base';
import type { Pixels } from '../../decode/pixels.ts';
import { painter } from '../contract.ts';
import { chance, number } from '../fields.ts';
import { cornersOf, projected, projection } from '../pixels/perspective.ts';
import type { Applied } from '../warp.ts';

export const perspectiveKind = painter('perspective', {
  help: 'move the corners inwards by random amounts',
  fields: { distortion: number(0, 1, 0.5), p: chance(0.5) },
  paint: (pixels, { distortion }, random) => inPerspective(pixels, distortion, random),
});

/**
 * Moves the corners inwards by up to `distortion` (0.5) of half the side, with probability `p` (0.5), as torchvision.
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example perspective(0.3)
 */
export function perspective(distortion?: number, p?: number) {
  return perspectiveKind.make({ distortion, p });
}

/** torchvision's RandomPerspective.get_params. */
function inPerspective(pixels: Pixels, distortion: number, random: Random): Applied {
  const { height, width } = pixels;
  const down = Math.floor(distortion * (height >> 1)) + 1;
  const across = Math.floor(distortion * (width >> 1)) + 1;
  const end: [number, number][] = [
    [random.below(across), random.below(down)],
    [width - 1 - random.below(across), random.below(down)],
    [width - 1 - random.below(across), height - 1 - random.below(down)],
    [random.below(across), height - 1 - random.below(down)],
  ];
  const start = cornersOf(height, width);
  return { pixels: projected(pixels, start, end), moved: [...projection(start, end), 1] };
}
