import { quote, ServeError } from '../errors.ts';
import { elements, view, type WireTensor } from './datatypes.ts';
import type { RequestedOutput } from './request.ts';

/** The bytes of an answer; `headerLength` is there where raw tensors follow the JSON. */
export type EncodedResponse = { body: Buffer; headerLength: number | undefined };

/**
 * Writes an inference answer: JSON, or JSON followed by the outputs that were asked for as raw bytes.
 *
 * @throws {ServeError} engine-failed where an output that JSON cannot hold (NaN, infinity) was asked for as JSON
 * @example encodeInferResponse({ model, version, id: 'r1' }, outputs, [{ name: 'logits', binary: true, classification: 0 }])
 */
export function encodeInferResponse(
  head: { model: string; version: string; id: string | undefined },
  outputs: readonly WireTensor[],
  wanted: readonly RequestedOutput[],
  classes: readonly string[] = [],
): EncodedResponse {
  const raw: Uint8Array[] = [];
  const described = wanted.map((request) => {
    const found = outputs.find((output) => output.name === request.name);
    if (!found) throw new ServeError('engine-failed', `the model gave no output ${quote(request.name)}`);
    if (request.classification > 0) return classification(found, request, classes, raw);
    const { name, datatype, shape } = found;
    if (!request.binary) return { name, datatype, shape, data: jsonData(found) };
    raw.push(found.bytes);
    return { name, datatype, shape, parameters: { binary_data_size: found.bytes.byteLength } };
  });
  const json = Buffer.from(
    JSON.stringify({
      model_name: head.model,
      model_version: head.version,
      ...(head.id === undefined ? {} : { id: head.id }),
      outputs: described,
    }),
  );
  if (!wanted.some((request) => request.binary)) return { body: json, headerLength: undefined };
  return { body: Buffer.concat([json, ...raw]), headerLength: json.byteLength };
}

function jsonData(output: WireTensor): (number | boolean)[] {
  const values = view(output.datatype, output.bytes);
  if (values instanceof BigInt64Array) return Array.from(values, Number);
  if (output.datatype === 'BOOL') return Array.from(values, Boolean);
  const index = values.findIndex((value) => !Number.isFinite(value));
  if (index === -1) return Array.from(values);
  throw new ServeError(
    'engine-failed',
    `output ${quote(output.name)}: element ${index} is ${values[index]}, which JSON cannot hold; ask for it with "binary_data": true`,
  );
}

/** The classification extension: the k highest of the last dimension as `score:index[:label]`. */
function classification(output: WireTensor, request: RequestedOutput, classes: readonly string[], raw: Uint8Array[]) {
  const values = view(output.datatype, output.bytes);
  const width = output.shape.at(-1) ?? 1;
  const k = Math.min(request.classification, width);
  const strings: string[] = [];
  for (let start = 0; start < values.length; start += width) {
    const row = Array.from(values.subarray(start, start + width), Number);
    const order = row.map((_, i) => i).sort((a, b) => row[b]! - row[a]!);
    for (const i of order.slice(0, k))
      strings.push(`${row[i]}:${i}${classes[i] === undefined ? '' : `:${classes[i]}`}`);
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
