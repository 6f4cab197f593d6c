import { setImmediate as turn } from 'node:timers/promises';
import { quote, ServeError } from '../errors.ts';
import { elements, type TensorArray, view, type WireTensor } from './datatypes.ts';
import type { RequestedOutput } from './infer-request.ts';
import { shortest } from './shortest.ts';

/** The bytes of an answer; `headerLength` is there where raw tensors follow the JSON. */
export type EncodedResponse = { body: Buffer; headerLength: number | undefined };

/** Whose answer it is. */
export type ResponseHead = { model: string; version: string; hash: string; id: string | undefined };

/** Numbers that an answer may hold as JSON, and how many are written before other requests get their turn. */
const MOST_JSON = 2 ** 22;
const SLICE = 2 ** 14;

/**
 * Writes an inference answer: JSON, or JSON followed by the outputs that were asked for as raw bytes.
 *
 * @throws {ServeError} engine-failed — where an output that JSON cannot hold (NaN, infinity) was asked for as JSON
 * @throws {ServeError} bad-request — where JSON would be too long
 * @example await encodeInferResponse({ model, version, hash, id: 'r1' }, outputs, [{ name: 'logits', binary: true, classification: 0 }])
 */
export async function encodeInferResponse(
  head: ResponseHead,
  outputs: readonly WireTensor[],
  wanted: readonly RequestedOutput[],
  classes: readonly string[] = [],
): Promise<EncodedResponse> {
  const raw: Uint8Array[] = [];
  const described: string[] = [];
  for (const request of wanted) {
    const found = outputs.find((output) => output.name === request.name);
    if (!found) throw new ServeError('engine-failed', `the model gave no output ${quote(request.name)}`);
    const { name, datatype, shape } = found;
    if (request.classification > 0) {
      described.push(JSON.stringify(await classification(found, request, classes, raw)));
    } else if (request.binary) {
      raw.push(found.bytes);
      described.push(
        JSON.stringify({ name, datatype, shape, parameters: { binary_data_size: found.bytes.byteLength } }),
      );
    } else {
      const start = JSON.stringify({ name, datatype, shape }).slice(0, -1);
      described.push(`${start},"data":[${await jsonData(found)}]}`);
    }
  }
  const start = JSON.stringify({
    model_name: head.model,
    model_version: head.version,
    ...(head.id === undefined ? {} : { id: head.id }),
    parameters: { model_hash: head.hash },
  });
  const json = Buffer.from(`${start.slice(0, -1)},"outputs":[${described.join(',')}]}`);
  if (!wanted.some((request) => request.binary)) return { body: json, headerLength: undefined };
  return { body: Buffer.concat([json, ...raw]), headerLength: json.byteLength };
}

/** The elements, separated by commas; float32 in as few digits as say which number it is. */
async function jsonData(output: WireTensor): Promise<string> {
  const { datatype } = output;
  const values = view(datatype, output.bytes);
  refuseLong(output.name, values.length);
  const write =
    datatype === 'BOOL'
      ? (slice: TensorArray) => Array.from(slice, Boolean)
      : datatype === 'FP32'
        ? (slice: TensorArray) => Array.from(slice as Float32Array, shortest) // that datatype's
        : (slice: TensorArray) => Array.from(slice, Number);
  const parts: string[] = [];
  for (let from = 0; from < values.length; from += SLICE) {
    if (from > 0) await turn();
    const slice = values.subarray(from, from + SLICE);
    refuseNonFinite(output.name, slice, from);
    parts.push(JSON.stringify(write(slice)).slice(1, -1));
  }
  return parts.join(',');
}

function refuseLong(name: string, count: number): void {
  if (count <= MOST_JSON) return;
  const message = `output ${quote(name)} has ${count} numbers, at most ${MOST_JSON} are written as JSON; ask for it with "binary_data": true`;
  throw new ServeError('bad-request', message);
}

function refuseNonFinite(name: string, values: TensorArray, from: number): void {
  if (values instanceof BigInt64Array) return;
  const index = values.findIndex((value) => !Number.isFinite(value));
  if (index === -1) return;
  throw new ServeError(
    'engine-failed',
    `output ${quote(name)}: element ${from + index} is ${values[index]}, which JSON cannot hold; ask for it with "binary_data": true`,
  );
}

/** The classification extension: the k highest of the last dimension as `score:index[:label]`. */
async function classification(
  output: WireTensor,
  request: RequestedOutput,
  classes: readonly string[],
  raw: Uint8Array[],
) {
  const values = view(output.datatype, output.bytes);
  refuseLong(output.name, values.length);
  const width = output.shape.at(-1) ?? 1;
  const k = Math.min(request.classification, width);
  const digits = output.datatype === 'FP32' ? shortest : Number;
  const strings: string[] = [];
  let since = 0;
  for (let start = 0; start < values.length; start += width) {
    since += width;
    if (since > SLICE) {
      await turn();
      since = 0;
    }
    const row = Array.from(values.subarray(start, start + width), Number);
    const order = row.map((_, i) => i).sort((a, b) => row[b]! - row[a]!);
    for (const i of order.slice(0, k))
      strings.push(`${digits(row[i]!)}:${i}${classes[i] === undefined ? '' : `:${classes[i]}`}`);
  }
  const described = { name: output.name, datatype: 'BYTES', shape: [...output.shape.slice(0, -1), k] };
  if ((elements(described.shape) ?? -1) !== strings.length)
    throw new ServeError('engine-failed', `output ${quote(output.name)} is not a table of scores`);
  if (!request.binary) return { ...described, data: strings };
  const packed = Buffer.concat(strings.flatMap((text) => [lengthPrefix(Buffer.byteLength(text)), Buffer.from(text)]));
  raw.push(packed);
  return { ...described, parameters: { binary_data_size: packed.byteLength } };
}

function lengthPrefix(length: number): Buffer {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32LE(length);
  return prefix;
}
