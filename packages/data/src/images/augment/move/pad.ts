import type { Pixels } from '../../decode/pixels.ts';
import { painter } from '../contract.ts';
import { whole } from '../fields.ts';
import type { Applied } from '../warp.ts';

export const padKind = painter('pad', {
  help: 'add pixels on every side',
  fields: { padding: whole(0, 4096), value: whole(0, 255, 0) },
  isFixed: true,
  sizeAfter: ({ padding }, [height, width]) => [height + 2 * padding, width + 2 * padding],
  paint: (pixels, { padding, value }) => padded(pixels, padding, value),
});

/**
 * Adds `padding` pixels of `value` (0) on every side.
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example pad(4)
 */
export function pad(padding: number, value?: number) {
  return padKind.make({ padding, value });
}

function padded({ data, channels, height, width }: Pixels, padding: number, value: number): Applied {
  const [tall, wide] = [height + 2 * padding, width + 2 * padding];
  const out = new Uint8Array(channels * tall * wide).fill(value);
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      const start = (c * height + y) * width;
      out.set(data.subarray(start, start + width), (c * tall + y + padding) * wide + padding);
    }
  }
  const moved = [1, 0, padding, 0, 1, padding, 0, 0, 1];
  return { pixels: { data: out, channels, height: tall, width: wide }, moved };
}
