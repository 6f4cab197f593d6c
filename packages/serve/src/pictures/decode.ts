import { setImmediate as turn } from 'node:timers/promises';
import type { DataError, Preprocessing } from '@capstan/data';
import { decodeImage } from '@capstan/data/decode-image';
import { ServeError } from '../errors.ts';
import { bytesOf, type TensorSpec, type WireTensor } from '../protocol/datatypes.ts';

/**
 * Decodes one picture as training did.
 *
 * @throws {ServeError} bad-image with the reason
 */
export async function decodePicture(
  picture: Uint8Array,
  preprocessing: Preprocessing,
  maxPixels: number,
): Promise<Float32Array> {
  try {
    return await decodeImage(picture, preprocessing, { maxPixels });
  } catch (cause) {
    if (!(cause instanceof Error) || cause.name !== DATA_ERROR) throw cause;
    throw new ServeError('bad-image', `the picture cannot be used: ${cause.message}`, { cause });
  }
}

const DATA_ERROR: DataError['name'] = 'DataError';

/** Bytes of one picture as a row of the model's input. */
export function bytesPerPicture({ channels, size }: Preprocessing): number {
  return channels * size[0] * size[1] * Float32Array.BYTES_PER_ELEMENT;
}

/**
 * Decodes pictures, one after the other, into a model's one input. Small ones are decoded on this thread, so other
 * requests get their turn in between.
 */
export async function decodePictures(
  pictures: readonly Uint8Array[],
  spec: TensorSpec,
  preprocessing: Preprocessing,
  maxPixels: number,
): Promise<WireTensor> {
  const { channels, size } = preprocessing;
  const width = channels * size[0] * size[1];
  const rows = new Float32Array(pictures.length * width);
  for (const [i, picture] of pictures.entries()) {
    if (i > 0) await turn();
    rows.set(await decodePicture(picture, preprocessing, maxPixels), i * width);
  }
  return { ...spec, shape: [pictures.length, channels, ...size], bytes: bytesOf(rows) };
}
