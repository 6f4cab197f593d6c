import { decodeImage, type Preprocessing } from '@capstan/data';

/**
 * A grey picture in half-block characters, two pixels above each other in one: rows of `width` characters.
 */
export async function drawPicture(
  bytes: Uint8Array,
  preprocessing: Preprocessing,
  { width }: { width: number },
): Promise<string[]> {
  const [height, across] = preprocessing.size;
  const rows = 2 * Math.round((width * height) / across / 2);
  const pixels = await decodeImage(bytes, {
    ...preprocessing,
    size: [rows, width],
    channels: 1,
    resize: 'stretch',
    mean: [0],
    std: [1],
  });
  return Array.from({ length: rows / 2 }, (_, row) =>
    Array.from({ length: width }, (_, column) => {
      const upper = pixels[2 * row * width + column]! > THRESHOLD;
      const lower = pixels[(2 * row + 1) * width + column]! > THRESHOLD;
      return upper ? (lower ? '█' : '▀') : lower ? '▄' : ' ';
    }).join(''),
  );
}

/** Of brightness from 0 to 1. */
const THRESHOLD = 0.35;
