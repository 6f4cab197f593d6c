import { DataError } from '../../../errors.ts';
import { cutMiddle, type Pixels } from '../../decode/pixels.ts';

/**
 * The four corners and the middle: top left, top right, bottom left, bottom right, centre.
 *
 * @throws {DataError} option-invalid — when the picture is smaller than the crop
 * @example fiveCrop(pixels, [24, 24])
 */
export function fiveCrop(pixels: Pixels, [height, width]: readonly [height: number, width: number]): Pixels[] {
  const [down, across] = [pixels.height - height, pixels.width - width];
  if (down < 0 || across < 0) {
    const reason = `fiveCrop: a crop of ${height} × ${width} from a picture of ${pixels.height} × ${pixels.width}`;
    throw new DataError('option-invalid', reason, { hint: 'Resize it first' });
  }
  const at = (top: number, left: number): Pixels => {
    const data = new Uint8Array(pixels.channels * height * width);
    for (let line = 0; line < pixels.channels * height; line++) {
      const row = Math.floor(line / height) * pixels.height + top + (line % height);
      data.set(pixels.data.subarray(row * pixels.width + left, row * pixels.width + left + width), line * width);
    }
    return { data, channels: pixels.channels, height, width };
  };
  return [at(0, 0), at(0, across), at(down, 0), at(down, across), cutMiddle(pixels, height, width)];
}
