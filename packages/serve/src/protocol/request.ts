import { faultLines, readBySchema } from '@capstan/base';
import type { Preprocessing } from '@capstan/data';
import * as z from 'zod';
import { quote, ServeError } from '../errors.ts';
import { cutElements, normalise } from '../pictures/wire.ts';
import {
  bytesOf,
  bytesPerElement,
  datatypes,
  elements,
  isDatatype,
  type TensorSpec,
  view,
  type WireTensor,
} from './datatypes.ts';
import { flatten } from './flatten.ts';
import { jsonNames } from './json-shape.ts';
import { flag, readParameters, refuseUnknown } from './parameters.ts';

const parametersSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** Body of `POST …/infer`; in the binary form, the part before the raw tensors. */
export const inferRequestSchema = z.strictObject({
  id: z.string().max(1024).optional(),
  parameters: parametersSchema.optional(),
  inputs: z
    .array(
      z.strictObject({
        name: z.string().max(256),
        shape: z.array(z.int().nonnegative()).min(1).max(16),
        datatype: z.string().max(16),
        parameters: parametersSchema.optional(),
        data: z.unknown().optional(),
      }),
    )
    .min(1)
    .max(64),
  outputs: z
    .array(z.strictObject({ name: z.string().max(256), parameters: parametersSchema.optional() }))
    .max(64)
    .optional(),
});

export type RequestedOutput = { name: string; binary: boolean; classification: number };

/**
 * A request that fits the model: every input there, of the model's type and shape, with the same number of rows; or, for
 * a model of pictures, files that are still to be decoded into its one input.
 */
export type InferRequest = {
  id: string | undefined;
  /** Milliseconds that the client gives it, where it says. */
  timeout: number | undefined;
  rows: number;
  inputs: WireTensor[];
  pictures?: Uint8Array[];
  outputs: RequestedOutput[];
};

/**
 * What a model takes and gives. Where `pictures` is there, its one input may also come as UINT8 pixels (0 to 255, the
 * same shape) or as BYTES, a JPEG, PNG or WebP file an element.
 */
export type Signature = { inputs: TensorSpec[]; outputs: TensorSpec[]; pictures?: Preprocessing };

export type ParseOptions = {
  /** `Inference-Header-Content-Length`: bytes of JSON before the raw tensors; undefined where the body is JSON alone. */
  headerLength: number | undefined;
  /** What to do with NaN and infinity in the inputs. */
  nonFinite: 'refuse' | 'allow';
  /** Rows that a request may have. */
  maxRows: number;
};

/**
 * Reads an inference request and holds it against the model's signature.
 *
 * @throws {ServeError} bad-json, bad-request or bad-tensor, with what was expected and what was received
 * @example parseInferRequest(body, signature, { headerLength: undefined, nonFinite: 'refuse', maxRows: 4096 })
 */
export function parseInferRequest(body: Uint8Array, signature: Signature, options: ParseOptions): InferRequest {
  const { headerLength } = options;
  if (headerLength !== undefined && headerLength > body.byteLength) {
    throw new ServeError(
      'bad-request',
      `Inference-Header-Content-Length says ${headerLength} bytes of JSON, the body has ${body.byteLength}`,
    );
  }
  const request = parseJson(headerLength === undefined ? body : body.subarray(0, headerLength));
  const tail = headerLength === undefined ? body.subarray(body.byteLength) : body.subarray(headerLength);

  const asked = {
    id: request.id,
    timeout: readParameters(request.parameters),
    outputs: readOutputs(request, signature),
  };
  const files = readPictures(request.inputs, tail, signature);
  if (files) return { ...asked, rows: files.length, inputs: [], pictures: files };
  const inputs = readInputs(request.inputs, tail, signature, options);
  const rows = inputs[0]!.shape[0]!;
  for (const input of inputs) {
    if (input.shape[0] === rows) continue;
    throw new ServeError(
      'bad-tensor',
      `all inputs must have the same number of rows: ${quote(inputs[0]!.name)} has ${rows}, ${quote(input.name)} has ${input.shape[0]}`,
    );
  }
  return { ...asked, rows, inputs };
}

/** What a request may consist of, in JSON: nested numbers, few names, the texts of none. */
const limits = { objects: 256, arrays: 2 ** 20, depth: 24, strings: 4096, values: 2 ** 23 };

function parseJson(bytes: Uint8Array): z.infer<typeof inferRequestSchema> {
  const names = jsonNames(bytes, limits);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 200) : String(error);
    throw new ServeError('bad-json', `the body is not valid JSON in UTF-8: ${reason}`);
  }
  const parsed = readBySchema(inferRequestSchema, value, (faults) => {
    return new ServeError('bad-request', faultLines(faults, 'the body', 1).trim());
  });
  if (names.reduce((sum, count) => sum + count, 0) === namesIn(value)) return parsed;
  throw new ServeError('bad-json', 'an object of the request has a name twice; JSON would keep the last of the two');
}

function namesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const inner of Array.isArray(value) ? value : Object.values(value)) {
    if (typeof inner === 'object') count += namesIn(inner);
  }
  return count;
}

/** Refused before anything is made of them. */
function refuseRows(rows: number, maxRows: number): void {
  if (rows <= maxRows) return;
  const message = `${rows} rows in one request, at most ${maxRows} are taken (option maxRows); send them in parts`;
  throw new ServeError('too-many-rows', message);
}

type RawInput = z.infer<typeof inferRequestSchema>['inputs'][number];

function readInputs(
  raw: RawInput[],
  tail: Uint8Array,
  signature: Signature,
  { nonFinite, maxRows }: ParseOptions,
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
      if (nonFinite === 'refuse') refuseNonFinite({ ...spec, datatype }, bytes);
    }
    if (pixels) bytes = bytesOf(normalise(bytes, signature.pictures!));
    found.set(input.name, { name: spec.name, datatype: spec.datatype, shape: input.shape, bytes });
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

/** Encoded pictures, where the request holds those: one input of BYTES, shape [rows], in binary. */
function readPictures(raw: RawInput[], tail: Uint8Array, signature: Signature): Uint8Array[] | undefined {
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

function refuseNonFinite(spec: TensorSpec, bytes: Uint8Array): void {
  if (spec.datatype !== 'FP32' && spec.datatype !== 'FP64') return;
  const values = view(spec.datatype, bytes) as Float32Array | Float64Array; // the two datatypes above
  let sum = 0; // x * 0 is 0 for finite x and NaN otherwise: one pass without a branch
  for (let i = 0; i < values.length; i++) sum += values[i]! * 0;
  if (sum === 0) return;
  const index = values.findIndex((value) => !Number.isFinite(value));
  throw new ServeError(
    'bad-tensor',
    `input ${quote(spec.name)}: element ${index} is ${values[index]}; this server takes finite numbers only (option nonFinite: 'allow')`,
  );
}

function readOutputs(request: z.infer<typeof inferRequestSchema>, signature: Signature): RequestedOutput[] {
  const all = flag(request.parameters, 'binary_data_output') ?? false;
  const wanted = request.outputs?.length
    ? request.outputs
    : signature.outputs.map(({ name }) => ({ name, parameters: undefined }));
  const seen = new Set<string>();
  return wanted.map(({ name, parameters }) => {
    if (!signature.outputs.some((output) => output.name === name)) {
      throw new ServeError('bad-request', `unknown output ${quote(name)}; this model gives ${list(signature.outputs)}`);
    }
    if (seen.has(name)) throw new ServeError('bad-request', `output ${quote(name)} is asked for twice`);
    seen.add(name);
    refuseUnknown(`output ${quote(name)}`, parameters, ['binary_data', 'classification']);
    const classification = parameters?.classification ?? 0;
    if (typeof classification !== 'number' || !Number.isInteger(classification) || classification < 0) {
      throw new ServeError(
        'bad-request',
        `output ${quote(name)}: parameter "classification" should be a count, received ${quote(classification)}`,
      );
    }
    return { name, binary: flag(parameters, 'binary_data') ?? all, classification };
  });
}

const brackets = (shape: readonly number[]) => `[${shape.join(', ')}]`;
const list = (specs: readonly TensorSpec[]) =>
  specs.map(({ name, datatype, shape }) => `${quote(name)} ${datatype} ${brackets(shape)}`).join(', ');
