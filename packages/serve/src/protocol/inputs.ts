import { quote, ServeError } from '../errors.ts';
import {
  brackets,
  bytesOf,
  bytesPerElement,
  datatypes,
  elements,
  isDatatype,
  list,
  type TensorSpec,
  type WireTensor,
} from './datatypes.ts';
import { flatten } from './flatten.ts';
import type { ParseOptions, Signature } from './infer-request.ts';
import { refuseUnknown } from './parameters.ts';
import type { RawInput } from './request-json.ts';

/**
 * Every input of the model, held against its signature. Pixels for a model of pictures stay UINT8.
 *
 * @param tail the raw tensors after the JSON
 * @throws {ServeError} bad-tensor, bad-request, too-many-rows — where a tensor does not fit, the request does not fit, or there are too many rows
 */
export function readInputs(
  raw: RawInput[],
  tail: Uint8Array,
  signature: Signature,
  { maxRows }: ParseOptions,
): WireTensor[] {
  const found = new Map<string, WireTensor>();
  let offset = 0;
  for (const input of raw) {
    const spec = signature.inputs.find((candidate) => candidate.name === input.name);
    if (!spec) {
      throw new ServeError(
        'bad-tensor',
        `unknown input ${quote(input.name)}; this model takes ${list(signature.inputs)}`,
      );
    }
    if (found.has(input.name)) throw new ServeError('bad-tensor', `input ${quote(input.name)} is given twice`);
    const pixels = signature.pictures !== undefined && input.datatype === 'UINT8';
    const { datatype } = pixels ? { datatype: 'UINT8' as const } : spec;
    const count = checkSpec(input, { ...spec, datatype });
    refuseUnknown(`input ${quote(input.name)}`, input.parameters, ['binary_data_size']);
    const size = input.parameters?.binary_data_size;
    let bytes: Uint8Array;
    if (size === undefined) {
      if (input.data === undefined) {
        throw new ServeError(
          'bad-tensor',
          `input ${quote(input.name)} has neither "data" nor the parameter "binary_data_size"`,
        );
      }
      bytes = bytesOf(flatten(input.data, { ...spec, datatype, shape: input.shape }, count));
      refuseRows(input.shape[0]!, maxRows);
    } else {
      bytes = readBinary(input, size, count * bytesPerElement(datatype), tail, offset);
      offset += bytes.byteLength;
      refuseRows(input.shape[0]!, maxRows);
    }
    found.set(input.name, { name: spec.name, datatype, shape: input.shape, bytes });
  }
  if (offset !== tail.byteLength) {
    throw new ServeError(
      'bad-request',
      `the inputs' binary_data_size add up to ${offset} bytes, the body has ${tail.byteLength} after its JSON`,
    );
  }
  return signature.inputs.map((spec) => {
    const input = found.get(spec.name);
    if (input) return input;
    throw new ServeError('bad-tensor', `missing input ${quote(spec.name)}; this model takes ${list(signature.inputs)}`);
  });
}

/** Refused before anything is made of them. */
function refuseRows(rows: number, maxRows: number): void {
  if (rows <= maxRows) return;
  const message = `${rows} rows in one request, at most ${maxRows} are taken (option maxRows); send them in parts`;
  throw new ServeError('too-many-rows', message);
}

/** @returns the number of elements */
function checkSpec(input: RawInput, spec: TensorSpec): number {
  const { name, shape, datatype } = input;
  if (!isDatatype(datatype)) {
    throw new ServeError(
      'bad-tensor',
      `input ${quote(name)}: datatype ${quote(datatype)} is not one of ${datatypes.join(', ')}`,
    );
  }
  if (datatype !== spec.datatype) {
    throw new ServeError(
      'bad-tensor',
      `input ${quote(name)}: expected datatype ${spec.datatype}, received ${datatype}`,
    );
  }
  const fits =
    shape.length === spec.shape.length && shape.every((size, i) => spec.shape[i] === -1 || spec.shape[i] === size);
  const count = elements(shape);
  if (!fits || count === undefined) {
    throw new ServeError(
      'bad-tensor',
      `input ${quote(name)}: expected shape ${brackets(spec.shape)} (-1: any), received ${brackets(shape)}`,
    );
  }
  if (count === 0)
    throw new ServeError(
      'bad-tensor',
      `input ${quote(name)}: shape ${brackets(shape)} has no elements; send at least one row`,
    );
  return count;
}

function readBinary(
  input: RawInput,
  size: string | number | boolean,
  expected: number,
  tail: Uint8Array,
  offset: number,
): Uint8Array {
  const { name } = input;
  if (input.data !== undefined) {
    throw new ServeError('bad-tensor', `input ${quote(name)} has both "data" and "binary_data_size"; send one of them`);
  }
  if (size !== expected) {
    throw new ServeError(
      'bad-tensor',
      `input ${quote(name)}: shape ${brackets(input.shape)} of ${input.datatype} is ${expected} bytes, binary_data_size says ${quote(size)}`,
    );
  }
  if (offset + expected > tail.byteLength) {
    throw new ServeError(
      'bad-tensor',
      `input ${quote(name)}: expected ${expected} bytes after the JSON, ${tail.byteLength - offset} are left (is Inference-Header-Content-Length set and right?)`,
    );
  }
  return tail.subarray(offset, offset + expected);
}
