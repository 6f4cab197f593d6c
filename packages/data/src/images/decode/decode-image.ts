import { LIMITS } from '@capstan/base';
import { DataError } from '../../errors.ts';
import { readPicture } from '../../files/read-picture.ts';
import { viewOf, write } from '../augment/view.ts';
import { normalizeTables, type Preprocessing } from '../preprocessing.ts';
import { decode } from './decode.ts';
import { sniff } from './sniff-format.ts';

export { normalizeTables } from '../preprocessing.ts';

/**
 * Width and height that a picture's first bytes claim, before anything is decoded; undefined where it is none.
 *
 * @example pictureSize(await readFile('7.png')) // { width: 28, height: 28 }
 */
export function pictureSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  const header = sniff(bytes);
  return typeof header === 'string' ? undefined : { width: header.width, height: header.height };
}

/**
 * Decodes one picture exactly as validation and test do: what the server and the report use.
 *
 * @returns (channels, height, width), normalised
 * @throws {DataError} image-unreadable, image-unsupported, image-too-large — where a picture cannot be decoded, its format is not read, or it has too many pixels
 * @example const input = await decodeImage(await readFile('7.png'), card.preprocessing);
 */
export async function decodeImage(
  source: Uint8Array | string,
  preprocessing: Preprocessing,
  options: { maxPixels?: number } = {},
): Promise<Float32Array> {
  const { maxPixels = preprocessing.maxPixels ?? LIMITS.pixels } = options;
  const file = typeof source === 'string' ? source : undefined;
  const bytes = typeof source === 'string' ? readPicture(source) : source;
  try {
    const { pixels } = await decode(bytes, { ...preprocessing, whole: false }, maxPixels);
    const tables = normalizeTables(preprocessing);
    const out = new Float32Array(pixels.channels * pixels.height * pixels.width);
    write(viewOf(pixels), tables, out, 0);
    return out;
  } catch (error) {
    if (file === undefined || !(error instanceof DataError)) throw error;
    throw new DataError(error.code, error.reason, { file, cause: error });
  }
}
