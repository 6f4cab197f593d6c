import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { DataError } from '../errors.ts';

/** Numbers of an idx file: MNIST's pictures are (60000, 28, 28), its labels (60000). */
export type Idx = {
  shape: number[];
  data: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
};

const mostBytes = 4e9;

/**
 * Reads an idx file, the format of MNIST, as it is or as .gz.
 *
 * @throws {DataError} archive-unreadable, archive-too-large — where the archive is damaged, or it unpacks to more than is allowed
 * @example const { shape, data } = readIdx('train-images-idx3-ubyte.gz');
 */
export function readIdx(path: string): Idx {
  const fail = (reason: string, cause?: unknown) => new DataError('archive-unreadable', reason, { file: path, cause });
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = gunzipSync(bytes, { maxOutputLength: mostBytes });
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new DataError('archive-too-large', `it unpacks to more than ${mostBytes / 1e9} GB`, { file: path, cause });
    }
    throw fail(`it cannot be read (${cause instanceof Error ? cause.message : String(cause)})`, cause);
  }
  const width = { 8: 1, 9: 1, 11: 2, 12: 4, 13: 4, 14: 8 }[bytes[2] ?? 0];
  const dimensions = bytes[3] ?? 0;
  const start = 4 + 4 * dimensions;
  if (bytes[0] !== 0 || bytes[1] !== 0 || width === undefined || dimensions === 0 || bytes.length < start) {
    throw fail('not an idx file');
  }
  const shape = Array.from({ length: dimensions }, (_, i) => bytes.readUInt32BE(4 + 4 * i));
  const count = shape.reduce((product, size) => product * size, 1);
  if (bytes.length !== start + count * width) {
    throw fail(`its header asks for ${count} numbers, ${(bytes.length - start) / width} are there`);
  }
  const body = Buffer.from(bytes.subarray(start)); // aligned, and ours to turn round
  if (width === 2) body.swap16();
  else if (width === 4) body.swap32();
  else if (width === 8) body.swap64();
  const whole = body.buffer.slice(body.byteOffset, body.byteOffset + body.length);
  const kinds = { 8: Uint8Array, 9: Int8Array, 11: Int16Array, 12: Int32Array, 13: Float32Array, 14: Float64Array };
  return { shape, data: new kinds[bytes[2] as keyof typeof kinds](whole) }; // a key: `width` was found
}
