import { setImmediate as turn } from 'node:timers/promises';
import type { Preprocessing } from '@capstan/data';
import { normalizeTables } from '@capstan/data/decode-image';
import { quote, ServeError } from '../errors.ts';
import { brackets, bytesOf, list, type WireTensor } from '../protocol/datatypes.ts';
import type { Signature } from '../protocol/infer-request.ts';
import { refuseUnknown } from '../protocol/parameters.ts';
import type { RawInput } from '../protocol/request-json.ts';

/** Encoded pictures that one request may hold. */
const MOST = 256;

/** Pixels that are normalised before other requests get their turn: a fraction of a millisecond. */
const SLICE = 2 ** 18;

/** Whether an input holds pixels that are still to be normalised. */
export const isPixels = (input: WireTensor, { pictures }: Signature) =>
  pictures !== undefined && input.datatype === 'UINT8';

/** Pixels from 0 to 255, (rows, channels, height, width), as the numbers that the model was trained on. */
export async function normalise(input: WireTensor, preprocessing: Preprocessing): Promise<WireTensor> {
  const [height, width] = preprocessing.size;
  const tables = normalizeTables(preprocessing);
  const pixels = input.bytes;
  const numbers = new Float32Array(pixels.length);
  let since = 0;
  for (let start = 0, plane = 0; start < pixels.length; start += height * width, plane++) {
    const table = tables[plane % tables.length]!;
    for (let i = start; i < start + height * width; i++) numbers[i] = table[pixels[i]!]!;
    since += height * width;
    if (since < SLICE) continue;
    since = 0;
    await turn();
  }
  return { ...input, datatype: 'FP32', bytes: bytesOf(numbers) };
}

/**
 * Encoded pictures, where the request holds those: one input of BYTES, shape [rows], in binary.
 *
 * @throws {ServeError} bad-tensor — where a tensor does not fit
 */
export function readPictures(raw: RawInput[], tail: Uint8Array, signature: Signature): Uint8Array[] | undefined {
  const [input] = raw;
  if (!signature.pictures || input?.datatype !== 'BYTES' || raw.length > 1) return undefined;
  const [spec] = signature.inputs;
  const { name, shape, parameters: given } = input;
  if (name !== spec?.name) {
    throw new ServeError('bad-tensor', `unknown input ${quote(name)}; this model takes ${list(signature.inputs)}`);
  }
  refuseUnknown(`input ${quote(name)}`, given, ['binary_data_size']);
  const size = given?.binary_data_size;
  if (size === undefined || input.data !== undefined) {
    throw new ServeError(
      'bad-tensor',
      `input ${quote(name)}: pictures come in binary ("binary_data_size"), not as JSON`,
    );
  }
  if (size !== tail.byteLength) {
    const message = `input ${quote(name)}: binary_data_size says ${quote(size)}, ${tail.byteLength} bytes follow the JSON`;
    throw new ServeError('bad-tensor', message);
  }
  if ((shape.length !== 1 && (shape.length !== 2 || shape[1] !== 1)) || shape[0] === 0) {
    throw new ServeError('bad-tensor', `input ${quote(name)}: BYTES take shape [rows], received ${brackets(shape)}`);
  }
  return cutElements(name, tail, shape[0]!);
}

/**
 * Cuts the elements of a BYTES tensor: four bytes of length each, little-endian, then as many bytes.
 *
 * @throws {ServeError} bad-tensor — where they are not as many as the shape says, or are cut short
 */
function cutElements(name: string, bytes: Uint8Array, count: number): Uint8Array[] {
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
