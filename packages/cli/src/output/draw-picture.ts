import { decodeImage, type Preprocessing } from '@capstan/data';

/**
 * A picture in half-block characters, two pixels above each other in one: rows of `width` characters. With `colour` in
 * 24 shades of grey, otherwise in black and white.
 */
export async function drawPicture(
  bytes: Uint8Array,
  preprocessing: Preprocessing,
  { width, colour }: { width: number; colour: boolean },
): Promise<string[]> {
  const [height, across] = preprocessing.size;
  const rows = 2 * Math.round((width * height) / across / 2);
  const pixels = await decodeImage(bytes, {
    ...preprocessing,
    size: [rows, width],
    channels: 1,
    resize: 'stretch',
    ratio: 1,
    mean: [0],
    std: [1],
  });
  const at = (row: number, column: number) => pixels[row * width + column]!; // from 0 to 1
  return Array.from({ length: rows / 2 }, (_, row) => {
    const cells = Array.from({ length: width }, (_, column) => {
      const [upper, lower] = [at(2 * row, column), at(2 * row + 1, column)];
      return colour
        ? `\x1b[38;5;${shade(upper)};48;5;${shade(lower)}m▀`
        : BLOCKS[Number(upper > 0.35) + 2 * Number(lower > 0.35)];
    });
    return cells.join('') + (colour ? '\x1b[0m' : '');
  });
}

const BLOCKS = [' ', '▀', '▄', '█'];

/** A grey of the terminal's 256 colours: 232 is nearly black, 255 nearly white. */
function shade(brightness: number): number {
  return 232 + Math.min(23, Math.max(0, Math.round(brightness * 23)));
}
