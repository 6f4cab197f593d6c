import type { Preprocessing } from '@capstan/data';
import { normalizeTables } from '@capstan/data/decode-image';
import { quote, ServeError } from '../errors.ts';

/** Encoded pictures that one request may hold. */
const MOST = 256;

/** Pixels from 0 to 255, (rows, channels, height, width), as the numbers that the model was trained on. */
export function normalise(pixels: Uint8Array, preprocessing: Preprocessing): Float32Array {
  const [height, width] = preprocessing.size;
  const tables = normalizeTables(preprocessing);
  const numbers = new Float32Array(pixels.length);
  for (let start = 0, plane = 0; start < pixels.length; start += height * width, plane++) {
    const table = tables[plane % tables.length]!;
    for (let i = start; i < start + height * width; i++) numbers[i] = table[pixels[i]!]!;
  }
  return numbers;
}

/**
 * Cuts the elements of a BYTES tensor: four bytes of length each, little-endian, then as many bytes.
 *
 * @throws {ServeError} bad-tensor where they are not as many as the shape says, or are cut short
 */
export function cutElements(name: string, bytes: Uint8Array, count: number): Uint8Array[] {
  const fail = (what: string) => new ServeError('bad-tensor', `input ${quote(name)}: ${what}`);
  if (count > MOST) throw fail(`${count} pictures in one request, at most ${MOST} are taken`);
  const found: Uint8Array[] = [];
  const at = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 0;
  while (offset < bytes.byteLength) {
    const start = offset + 4;
    const end = start <= bytes.byteLength ? start + at.getUint32(offset, true) : Number.POSITIVE_INFINITY;
    if (end > bytes.byteLength)
      throw fail(`element ${found.length} is cut short (four bytes of length come before each)`);
    found.push(bytes.subarray(start, end));
    offset = end;
  }
  if (found.length !== count) throw fail(`shape [${count}] needs ${count} elements, received ${found.length}`);
  return found;
}
