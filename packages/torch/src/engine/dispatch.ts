import { nearest } from '@capstan/base';
import {
  BOOL,
  BOOL_LIST,
  DEVICE,
  DTYPE,
  FLOAT,
  FLOAT_LIST,
  GENERATOR,
  INT,
  INT_LIST,
  LAYOUT,
  MEMORY_FORMAT,
  OPTIONAL_TENSOR_LIST,
  SCALAR,
  SCALAR_LIST,
  STRING,
  TAG_BIG_INT,
  TAG_BOOL,
  TAG_COMPLEX,
  TAG_DEFAULT,
  TAG_DOUBLE,
  TAG_NONE,
  TAG_NUMBER,
  TENSOR,
  TENSOR_LIST,
  UNSUPPORTED,
} from '../../generated/boundary.ts';
import { type Held, inherit, joinHeld, pin } from '../autograd/held.ts';
import { defaultDevice, placeOf } from '../devices/device.ts';
import { TorchError } from '../errors.ts';
import { Complex, type Scalar } from '../tensor/complex.ts';
import { describe } from '../tensor/describe.ts';
import { type DType, dtypes, layouts, memoryFormats } from '../tensor/dtype.ts';
import { Tensor } from '../tensor/tensor.ts';
import type { GeneratorLike } from './generator-like.ts';
import { isOptions, type NamedOptions } from './is-options.ts';
import { cells, integers, isBare, native } from './native.ts';
import { type Argument, Operator, type Overload } from './operator.ts';

const strings = new Map<string, number>();

function intern(text: string): number {
  let id = strings.get(text);
  if (id === undefined) {
    id = native.intern(text);
    strings.set(text, id);
  }
  return id;
}

// Position in the command buffer. Every writer leaves room for one more scalar before it returns.
let at = 0;
// What the graphs of the tensors among the arguments call back.
let met: Held | undefined;

const LONGEST = 1 << 24; // cells of one call

function room(count: number): void {
  if (at + count > LONGEST)
    throw new TorchError('value', `an argument list of ${count} numbers is longer than a call may be (${LONGEST})`, {
      hint: 'give many values as a tensor',
    });
  if (at + count + 8 > cells.length) native.reserve(at + count + 8, at);
}

function writeScalar(value: unknown): boolean {
  if (typeof value === 'number') {
    // A whole number is an integer as long as int64 holds it: from 2^53 on it travels as one.
    if (Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 2 ** 63)
      return writeBig(BigInt(value));
    cells[at++] = Number.isSafeInteger(value) ? TAG_NUMBER : TAG_DOUBLE;
    cells[at++] = value;
  } else if (typeof value === 'boolean') {
    cells[at++] = TAG_BOOL;
    cells[at++] = value ? 1 : 0;
  } else if (typeof value === 'bigint') {
    return writeBig(value);
  } else if (value instanceof Complex) {
    cells[at++] = TAG_COMPLEX;
    cells[at++] = value.real;
    cells[at++] = value.imag;
  } else return false;
  return true;
}

function writeBig(value: bigint): boolean {
  if (BigInt.asIntN(64, value) !== value) return false;
  cells[at++] = TAG_BIG_INT;
  integers[at++] = value;
  return true;
}

function writeTensor(value: unknown): boolean {
  if (!(value instanceof Tensor)) return false;
  if (value._handle === 0) throw freed(value);
  cells[at++] = value._handle;
  if (value._held !== undefined) met = joinHeld(met, value._held);
  return true;
}

function writeList(value: unknown, argument: Argument): boolean {
  const kind = argument.kind;
  if (!Array.isArray(value)) {
    if (kind === TENSOR_LIST || kind === OPTIONAL_TENSOR_LIST || kind === SCALAR_LIST) return false;
    if (ArrayBuffer.isView(value)) {
      if (value instanceof DataView || (value.byteLength === 0 && (value.buffer as ArrayBuffer).detached)) return false; // as: a shared one has no such field
      return writeList(Array.from(value as Int32Array, Number), argument); // as: any numbers
    }
    const number = typeof value === 'number' && (kind === FLOAT_LIST || Number.isSafeInteger(value));
    if (argument.fixed === 0 || !(number || (kind === BOOL_LIST && typeof value === 'boolean'))) return false;
    cells[at++] = TAG_DOUBLE; // the engine repeats it
    cells[at++] = Number(value);
    return true;
  }
  const length = value.length;
  room(3 * length);
  cells[at++] = TAG_NUMBER;
  cells[at++] = length;
  for (let i = 0; i < length; i++) {
    const element: unknown = value[i];
    switch (kind) {
      case TENSOR_LIST:
        if (!writeTensor(element)) return false;
        break;
      case OPTIONAL_TENSOR_LIST:
        if (element === null || element === undefined) cells[at++] = 0;
        else if (!writeTensor(element)) return false;
        break;
      case SCALAR_LIST:
        if (!writeScalar(element)) return false;
        break;
      case BOOL_LIST:
        if (typeof element !== 'boolean') return false;
        cells[at++] = element ? 1 : 0;
        break;
      default:
        if (typeof element !== 'number' || (kind === INT_LIST && !Number.isSafeInteger(element))) return false;
        cells[at++] = element;
    }
  }
  return true;
}

function write(value: unknown, argument: Argument): boolean {
  const kind = argument.kind;
  if (kind === TENSOR) {
    if (value === null) {
      cells[at++] = 0;
      return argument.optional;
    }
    return writeTensor(value);
  }
  if (value === null) {
    cells[at++] = TAG_NONE;
    return argument.optional;
  }
  switch (kind) {
    case SCALAR:
      return writeScalar(value);
    case INT:
      if (typeof value === 'bigint') return writeBig(value);
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) return false;
      break;
    case FLOAT:
      if (typeof value !== 'number') return false;
      break;
    case BOOL:
      if (typeof value !== 'boolean') return false;
      break;
    case STRING:
      if (typeof value !== 'string') return false;
      cells[at++] = TAG_NUMBER;
      cells[at++] = intern(value);
      return true;
    case TENSOR_LIST:
    case OPTIONAL_TENSOR_LIST:
    case INT_LIST:
    case FLOAT_LIST:
    case BOOL_LIST:
    case SCALAR_LIST:
      return writeList(value, argument);
    case DTYPE:
      return writeCode(value, dtypes.code);
    case LAYOUT:
      return writeCode(value, layouts.code);
    case MEMORY_FORMAT:
      return writeCode(value, memoryFormats.code);
    case DEVICE: {
      if (typeof value !== 'string') return false;
      const [type, index] = placeOf(value);
      cells[at++] = TAG_NUMBER;
      cells[at++] = type;
      cells[at++] = index;
      return true;
    }
    case GENERATOR: {
      const generator = (value as Partial<GeneratorLike>)._generator; // as: checked next
      if (typeof generator !== 'number') return false;
      cells[at++] = TAG_NUMBER;
      cells[at++] = generator;
      return true;
    }
    default:
      return false;
  }
  cells[at++] = TAG_NUMBER;
  cells[at++] = Number(value);
  return true;
}

function writeCode(value: unknown, code: (name: string) => number): boolean {
  if (typeof value !== 'string') return false;
  cells[at++] = TAG_NUMBER;
  cells[at++] = code(value);
  return true;
}

// Writes the arguments for one overload; false where it does not accept them.
function encode(overload: Overload, self: Tensor | undefined, args: unknown[], count: number, options?: NamedOptions) {
  const list = overload.arguments;
  const mine = ++serial;
  cells[0] = PENDING;
  at = 1;
  met = undefined;
  room(4 * list.length);
  let next = 0;
  let named = 0;
  for (let i = 0; i < list.length; i++) {
    const argument = list[i]!;
    let value: unknown;
    if (i === 0 && self !== undefined) value = self;
    else if (next < count && !argument.keyword) {
      value = args[next++];
      if (argument.variadic && typeof value === 'number') {
        const numbers = args.slice(next - 1, count);
        if (numbers.every((n) => typeof n === 'number')) {
          value = numbers;
          next = count;
        }
      }
    } else if (options !== undefined) {
      value = options[argument.name];
      if (argument.name in options) named++;
    }
    if (value === undefined) {
      if (argument.required) return false;
      if (argument.kind === DEVICE && defaultDevice !== undefined && overload.makes) write(defaultDevice, argument);
      else cells[at++] = argument.kind === TENSOR ? 0 : TAG_DEFAULT;
    } else if (!write(value, argument)) return false;
  }
  if (next < count) return false;
  if (options !== undefined && named !== Object.keys(options).length) return false;
  if (serial !== mine || cells[0] !== PENDING) throw REENTERED;
  cells[0] = overload.index;
  return true;
}

// A getter or a Proxy among the arguments may call the engine, which then writes to the same cells: every use of the
// buffer writes to its first cell, or encodes. The call is made again with what the getters gave.
const REENTERED = new TorchError('value', 'an argument called the engine each time it was read');
const PENDING = -1;
let serial = 0;

const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.length > LONGEST ? value : Array.from(value, plain); // too long in any case
  if (!isOptions(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
};

/** @internal The name of the overload that these arguments choose; undefined where none accepts them. */
export function chosen(operator: Operator, args: unknown[]): string | undefined {
  const last = args[args.length - 1];
  const options = isOptions(last) ? last : undefined;
  const count = options ? args.length - 1 : args.length;
  return operator.overloads.find((overload) => encode(overload, undefined, args, count, options))?.name;
}

function readResult(kind: number): unknown {
  if (kind === TENSOR) {
    const handle = cells[at++]!;
    return handle === 0 ? undefined : new Tensor(handle);
  }
  const tag = cells[at++]!;
  if (tag === TAG_NONE) return undefined;
  switch (kind) {
    case TENSOR_LIST:
    case OPTIONAL_TENSOR_LIST: {
      const length = cells[at++]!;
      const result = new Array<Tensor | undefined>(length);
      for (let i = 0; i < length; i++) {
        const handle = cells[at++]!;
        result[i] = handle === 0 ? undefined : new Tensor(handle);
      }
      return result;
    }
    case INT_LIST:
    case FLOAT_LIST: {
      const length = cells[at++]!;
      const result = Array.from(cells.subarray(at, at + length));
      at += length;
      return result;
    }
    case DTYPE:
      return dtypes.name(cells[at++]!) satisfies DType;
    default:
      return readScalar(tag, kind);
  }
}

function readScalar(tag: number, kind: number): Scalar {
  switch (tag) {
    case TAG_NUMBER:
    case TAG_DOUBLE:
      return cells[at++]!;
    case TAG_BIG_INT:
      return integers[at++]!;
    case TAG_BOOL:
      return cells[at++] !== 0;
    case TAG_COMPLEX:
      at += 2;
      return new Complex(cells[at - 2]!, cells[at - 1]!);
    default:
      throw new TorchError('type', `a result of kind ${kind} cannot be read`);
  }
}

/** A call as it was made from TypeScript: the operator's full name, its arguments with `self` first, what it gave. */
export interface Call {
  name: string;
  args: readonly unknown[];
  result: unknown;
}

let observer: ((call: Call) => void) | undefined;

/**
 * Tells a function of every operator that a synchronous body calls, with the tensors themselves: enough to make the same
 * calls again. Operators inside operators are not seen; `observeOperators` sees those, but shapes only.
 *
 * @example
 * const names: string[] = [];
 * torch.observeCalls(() => model(x), ({ name }) => names.push(name)); // ['aten::conv2d', 'aten::batch_norm', …]
 */
export function observeCalls<T>(body: () => T, onCall: (call: Call) => void): T {
  const outer = observer;
  observer = onCall;
  try {
    return body();
  } finally {
    observer = outer;
  }
}

function argumentAt(overload: Overload, i: number, self: Tensor | undefined, args: unknown[], options?: NamedOptions) {
  const argument = overload.arguments[i]!;
  if (self !== undefined && i === 0) return self;
  if (argument.keyword) return options?.[argument.name];
  const position = self === undefined ? i : i - 1;
  return position < args.length && args[position] !== options ? args[position] : options?.[argument.name];
}

/**
 * @internal Calls an operator. `self`, where given, is the first argument; a last plain object holds named ones.
 * Overloads are tried in the order of `precedence`.
 */
export function invoke(operator: Operator, self: Tensor | undefined, args: unknown[]): unknown {
  if (observer === undefined) return call(operator, self, args);
  const result = call(operator, self, args);
  observer({ name: operator.name, args: self === undefined ? args : [self, ...args], result });
  return result;
}

function call(operator: Operator, self: Tensor | undefined, args: unknown[]): unknown {
  try {
    return attempt(operator, self, args);
  } catch (error) {
    if (error !== REENTERED) throw error;
    return attempt(operator, self, args.map(plain));
  }
}

function attempt(operator: Operator, self: Tensor | undefined, args: unknown[]): unknown {
  const overloads = operator.overloads;
  let count = args.length;
  let options: NamedOptions | undefined;
  if (count > 0) {
    const last = args[count - 1];
    if (isOptions(last)) {
      options = last;
      count--;
    }
  }
  for (const overload of overloads) {
    if (!encode(overload, self, args, count, options)) continue;
    const held = met;
    met = undefined;
    try {
      native.call();
    } catch (error) {
      throw decorate(error, operator, self, args);
    }
    if (held !== undefined) return inheriting(held, overload, self, args, options);
    if (overload.simple) {
      const handle = cells[0]!;
      return handle === 0 ? undefined : new Tensor(handle);
    }
    return results(overload, self, args, options);
  }
  if (options !== undefined && typeof options.requiresGrad === 'boolean' && overloads.some(isFactory))
    return factory(operator, self, args.slice(0, count), options);
  throw mismatch(operator, overloads, self, args, options);
}

// What makes tensors takes a layout; aten has no `requiresGrad` there, Python's layer sets it after.
const isFactory = (overload: Overload): boolean => overload.arguments.some(({ kind }) => kind === LAYOUT);

function factory(operator: Operator, self: Tensor | undefined, args: unknown[], options: NamedOptions): unknown {
  const { requiresGrad, ...rest } = options;
  const result = attempt(operator, self, [...args, rest]);
  if (requiresGrad && result instanceof Tensor) result.requiresGrad = true;
  return result;
}

function results(overload: Overload, self: Tensor | undefined, args: unknown[], options?: NamedOptions): unknown {
  const { returns } = overload;
  if (returns.length === 0) return undefined;
  at = 0;
  const values = returns.map(({ kind, alias }) =>
    alias >= 0 ? argumentAt(overload, alias, self, args, options) : readResult(kind),
  );
  if (values.length === 1) return values[0];
  // By name as well: `const { values, indices } = x.topk(3)`. Not enumerable, so that it prints and compares as the list it is.
  returns.forEach(({ name }, i) => {
    if (name !== '') Object.defineProperty(values, name, { value: values[i] });
  });
  return values;
}

// The same, where an argument's graph calls back. What is written to may be seen through other tensors than the result.
function inheriting(
  held: Held,
  overload: Overload,
  self: Tensor | undefined,
  args: unknown[],
  options?: NamedOptions,
): unknown {
  const result = results(overload, self, args, options);
  inherit(result, held);
  if (overload.arguments.some((argument) => argument.written) && native.gradMode()) pin(held);
  return result;
}

const freed = (tensor: Tensor): TorchError =>
  new TorchError('freed', `a ${tensor.constructor.name} was used after it was freed`, {
    hint: 'return it from its scope, call keep() on it before the scope ends, or dispose of it later',
  });

function decorate(error: unknown, operator: Operator, self: Tensor | undefined, args: unknown[]): unknown {
  if (!isBare(error)) return error;
  const given = (self === undefined ? args : [self, ...args]).map((value) => describe(value));
  return new TorchError(error.code, `${operator.short}: ${error.message.trim()}`, {
    op: operator.short,
    hint: `called as ${operator.short}(${given.join(', ')})`,
    cause: error,
  });
}

const KIND_NAMES = [
  'Tensor',
  'Tensor[]',
  '(Tensor | null)[]',
  'number',
  'integer',
  'number',
  'boolean',
  'string',
  'integer[]',
  'number[]',
  'boolean[]',
  'dtype',
  'layout',
  'memory format',
  'device',
  'Generator',
  'number[]',
];

function signature(operator: Operator, overload: Overload): string {
  const text = (a: Argument) =>
    `${a.name}${a.required ? '' : '?'}: ${KIND_NAMES[a.kind] ?? a.type}${a.optional ? ' | null' : ''}`;
  const positional = overload.arguments.filter((a) => !a.keyword).map(text);
  const keywords = overload.arguments.filter((a) => a.keyword && a.kind !== UNSUPPORTED).map(text);
  return `${operator.short}(${[...positional, ...(keywords.length ? [`{ ${keywords.join(', ')} }`] : [])].join(', ')})`;
}

function mismatch(
  operator: Operator,
  overloads: Overload[],
  self: Tensor | undefined,
  args: unknown[],
  options?: NamedOptions,
): TorchError {
  const given = (self === undefined ? args : [self, ...args]).map((value) => describe(value));
  const known = new Set(overloads.flatMap((overload) => overload.arguments.map((argument) => argument.name)));
  const hints: string[] = [];
  for (const name of Object.keys(options ?? {})) {
    if (known.has(name)) continue;
    const near = nearest(name, known);
    hints.push(`there is no option '${name}'${near ? `: did you mean '${near}'?` : ''}`);
  }
  hints.push('it can be called as', ...overloads.slice(0, 8).map((overload) => `  ${signature(operator, overload)}`));
  return new TorchError('signature', `${operator.short} cannot be called with (${given.join(', ')})`, {
    op: operator.short,
    hint: hints.join('\n  '),
  });
}

/**
 * A function that calls one operator of the dispatcher, whatever library it comes from.
 *
 * @example
 * const add = operator<(a: Tensor, b: Tensor) => Tensor>('aten::add');
 */
export function operator<F>(name: string): F {
  const target = new Operator(name);
  const call = (...args: unknown[]): unknown => invoke(target, undefined, args);
  Object.defineProperty(call, 'name', { value: target.short });
  return call as F; // as: the caller knows the operator's signature
}
