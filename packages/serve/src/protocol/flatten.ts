import { quote, ServeError } from '../errors.ts';
import { allocate, type Datatype, type TensorArray } from './datatypes.ts';

const ranges: Partial<Record<Datatype, readonly [number, number]>> = {
  UINT8: [0, 255],
  INT8: [-128, 127],
  INT16: [-32768, 32767],
  INT32: [-2147483648, 2147483647],
  INT64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

/**
 * JSON numbers or booleans, nested as the shape says or flat, as elements in row-major order.
 *
 * @throws {ServeError} bad-tensor — naming the place and what was expected
 * @example flatten([[1, 2], [3, 4]], { name: 'x', datatype: 'FP32', shape: [2, 2] }, 4) // Float32Array [1, 2, 3, 4]
 */
export function flatten(
  data: unknown,
  spec: { name: string; datatype: Datatype; shape: number[] },
  count: number,
): TensorArray {
  const { name, datatype, shape } = spec;
  const fail = (what: string) => new ServeError('bad-tensor', `input ${quote(name)}: ${what}`);
  if (!Array.isArray(data)) throw fail(`expected "data" to be an array, received ${quote(data)}`);
  const place = place_(datatype, fail);
  // Checked before anything is allocated: the shape is the client's word, the data its bytes.
  const nested = Array.isArray(data[0]) || (shape.length > 1 && shape[0] === data.length && data.length !== count);
  if (!nested && data.length !== count) {
    throw fail(`shape [${shape.join(', ')}] needs ${count} elements, received ${data.length}`);
  }
  if (nested) verify(data, shape, 0, 'data', fail);
  const out = allocate(datatype, count);
  if (!nested) {
    for (let i = 0; i < count; i++) place(out, i, data[i]);
    return out;
  }
  let next = 0;
  const walk = (level: unknown[], depth: number): void => {
    if (depth === shape.length - 1) for (const value of level) place(out, next++, value);
    else for (const inner of level) walk(inner as unknown[], depth + 1); // verify() saw that it is an array
  };
  walk(data, 0);
  return out;
}

type Fail = (what: string) => ServeError;

function verify(level: unknown, shape: readonly number[], depth: number, path: string, fail: Fail): void {
  if (!Array.isArray(level)) throw fail(`${path} should be an array of ${shape[depth]}, received ${quote(level)}`);
  if (level.length !== shape[depth]) {
    throw fail(`${path} has ${level.length} entries, shape [${shape.join(', ')}] says ${shape[depth]}`);
  }
  if (depth === shape.length - 1) return;
  for (let i = 0; i < level.length; i++) verify(level[i], shape, depth + 1, `${path}[${i}]`, fail);
}

type Place = (out: TensorArray, index: number, value: unknown) => void;

function place_(datatype: Datatype, fail: Fail): Place {
  const wrong = (index: number, value: unknown, expected: string) =>
    fail(`element ${index} should be ${expected} (${datatype}), received ${quote(value)}`);
  if (datatype === 'BOOL') {
    return (out, index, value) => {
      if (typeof value !== 'boolean') throw wrong(index, value, 'true or false');
      out[index] = value ? 1 : 0;
    };
  }
  if (datatype === 'FP32' || datatype === 'FP64') {
    return (out, index, value) => {
      if (typeof value !== 'number') throw wrong(index, value, 'a number');
      out[index] = value;
      if (!Number.isFinite(out[index])) throw wrong(index, value, 'a finite number of that precision');
    };
  }
  const [low, high] = ranges[datatype]!;
  return (out, index, value) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < low || value > high) {
      throw wrong(index, value, `an integer from ${low} to ${high}`);
    }
    out[index] = datatype === 'INT64' ? BigInt(value) : value;
  };
}
