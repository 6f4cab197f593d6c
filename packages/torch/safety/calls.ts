// Random calls as data: drawn from a seed, written to a file before they are made, made again from it.

import {
  BOOL,
  BOOL_LIST,
  DEVICE,
  DTYPE,
  FLOAT,
  FLOAT_LIST,
  INT,
  INT_LIST,
  MEMORY_FORMAT,
  OPTIONAL_TENSOR_LIST,
  SCALAR,
  SCALAR_LIST,
  STRING,
  TENSOR,
  TENSOR_LIST,
  UNSUPPORTED,
} from '../generated/boundary.ts';
import type { Overload } from '../src/engine/operator.ts';
import type * as Torch from '../src/index.ts';

/** An argument in JSON. Those that have no form of their own are an object with one field. */
export type Encoded =
  | null
  | boolean
  | number
  | string
  | Encoded[]
  | { tensor: [dtype: string, shape: number[], fill: string, view: string] }
  | { number: string }
  | { complex: [number, number] }
  | { odd: Odd }
  | { options: Record<string, Encoded> };

/** Values that no operator takes, or that bite while they are read. */
const ODD = [
  'freed',
  'forged',
  'posted',
  'ticket',
  'detached',
  'throwing',
  'calling',
  'endless',
  'undefined',
  'symbol',
  'function',
  'big',
  'huge',
  'beyond',
] as const;
type Odd = (typeof ODD)[number];

const DTYPES = ['float32', 'int64', 'float32', 'float64', 'bool', 'bfloat16', 'complex64', 'uint8'];
const SHAPES = [
  [],
  [0],
  [1],
  [4],
  [2, 3],
  [3, 3],
  [2, 0],
  [1, 3, 4],
  [2, 0, 3],
  [1, 2, 4, 4],
  [2, 1, 3, 3],
  [1, 1, 2, 3, 3],
];
// Arguments that say where a kernel reads: indices, offsets, lengths, classes, pivots, places of maxima.
const PLACES = /ind(ices|ex)|offset|length|target|pivot|bag|label|repeats|batch_?sizes|rows|cols/i;
// Arguments that say how long a kernel runs, whatever its tensors hold: sizes, windows, counts.
const LENGTHS =
  /size|kernel|padding|dilation|stride|repeats|shape|sections|chunks|steps|bins|minlength|samples|classes|length|parallel|^(n|s|m|row|col)$/i;
const LONG = [2 ** 24, 2 ** 31, 2 ** 40, 2 ** 53 - 1];
const PLACE_FILLS = ['zeros', 'ones', 'count', 'places', 'places', 'negative', 'far', 'large'];
const FILLS = ['ones', 'ones', 'zeros', 'count', 'negative', 'large', 'nan'];
const VIEWS = ['plain', 'plain', 'plain', 'plain', 'transposed', 'expanded', 'offset', 'grad', 'grad', 'sparse', 'csr'];
// Tensors that are not laid out as most kernels take them; in one call of eight every other tensor is one of them.
const LAYOUTS = ['csr', 'csc', 'sparse', 'mkldnn', 'meta', 'bsr'];
const NUMBERS = [0, 1, 2, -1, -7, 0.5, NaN, Infinity, -Infinity, 2 ** 31, 2 ** 53 - 1, -(2 ** 53) + 1, 1e300, 3, 4];
const INTEGERS = [0, 1, 2, -1, 3, -7, 2 ** 31, 2 ** 53 - 1];
const TEXTS = ['sum', 'cpu', 'meta', 'cuda:0', 'cuda:200', '', 'float32', 'ij,jk->ik', 'reflect', 'mean', 'circular'];

const number = (value: number): Encoded => (Number.isFinite(value) ? value : { number: String(value) });

/** Draws calls; equal seeds draw equal calls. */
export class Draw {
  #state: number;
  #shape: number[] | undefined; // half of the calls give all their tensors one shape
  #mixed: boolean; // an eighth give them different layouts
  #long: number; // the length that is beyond all others in a call: windows and their padding belong together

  constructor(seed: number, index: number) {
    this.#state = Math.imul(seed * 1_000_003 + index, 0x9e3779b1);
    this.#shape = this.below(2) === 0 ? this.of(SHAPES) : undefined;
    this.#mixed = this.below(8) === 0;
    this.#long = this.of(LONG);
  }

  /** A length, mostly of a few elements: sometimes none, all there are, or what belongs to a length beyond them. */
  length(): number {
    return this.of([0, 1, 1, 2, 2, 3, 4, this.#long, this.#long - 1, Math.floor(this.#long / 2)]);
  }

  view(): string {
    return this.of(this.#mixed && this.below(2) === 0 ? LAYOUTS : VIEWS);
  }

  below(n: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  }

  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  several<T>(make: () => T): T[] {
    return Array.from({ length: this.below(5) }, make);
  }

  tensor(): Encoded {
    return { tensor: [this.of(DTYPES), this.#shape ?? this.of(SHAPES), this.of(FILLS), this.view()] };
  }

  /** A tensor for one argument: most often of the call's shape or of a part of it, as saved tensors and weights have it. */
  argument(name: string): Encoded {
    const base = this.#shape ?? this.of(SHAPES);
    const parts = [
      base,
      base,
      base,
      base,
      base.slice(-1),
      base.slice(0, 1),
      base.slice(0, -1),
      base.slice(1, 2),
      [...base, 2],
    ];
    const shape = this.below(8) === 0 ? this.of(SHAPES) : this.of(parts);
    if (PLACES.test(name) && this.below(8) > 0)
      return { tensor: [this.of(['int64', 'int64', 'int64', 'int32']), shape, this.of(PLACE_FILLS), this.view()] };
    const dtype = this.below(2) === 0 ? 'float32' : this.of(DTYPES);
    return { tensor: [dtype, shape, this.of(FILLS), this.view()] };
  }

  /** Anything at all. */
  value(depth = 0): Encoded {
    const choice = this.below(24);
    if (choice < 6) return this.tensor();
    if (choice < 9) return number(this.of(NUMBERS));
    if (choice === 9) return this.below(2) === 0;
    if (choice === 10) return null;
    if (choice === 11) return this.of(TEXTS);
    if (choice === 12) return { complex: [1, this.of([0, 2, -1e300])] };
    if (choice < 18) return { odd: this.of(ODD) };
    if (choice === 18) {
      const name = this.of(['keepdim', 'dtype', 'out', 'generator', 'device']);
      return { options: { dim: 0, [name]: depth < 2 ? this.value(2) : 1 } };
    }
    return depth > 1 ? 1 : this.several(() => this.value(depth + 1));
  }

  /** A value of the kind that the schema asks for, often out of range: it reaches the kernels. */
  fitting(kind: number, name: string): Encoded {
    const integer = () => INTEGERS[this.below(this.below(3) === 0 ? INTEGERS.length : 5)]!;
    switch (kind) {
      case TENSOR:
        return this.argument(name);
      case TENSOR_LIST:
      case OPTIONAL_TENSOR_LIST:
        return this.several(() => this.argument(name));
      case SCALAR:
      case FLOAT:
        return number(this.of(NUMBERS));
      case INT:
        return LENGTHS.test(name) && this.below(2) === 0 ? this.length() : integer();
      case BOOL:
        return this.below(2) === 0;
      case STRING:
        return this.of(TEXTS);
      case INT_LIST:
        if (LENGTHS.test(name) && this.below(2) === 0)
          return Array.from({ length: 1 + this.below(3) }, () => this.length());
        return this.several(integer);
      case FLOAT_LIST:
      case SCALAR_LIST:
        return this.several(() => number(this.of(NUMBERS)));
      case BOOL_LIST:
        return this.several(() => this.below(2) === 0);
      case DTYPE:
        return this.of(DTYPES);
      case MEMORY_FORMAT:
        return this.of(['contiguous', 'channelsLast']);
      case DEVICE:
        return this.of(['cpu', 'meta', 'cuda:200']);
      default:
        return null;
    }
  }

  /** Arguments of any kinds and number; most have a tensor first. */
  wrong(): Encoded[] {
    const args = Array.from({ length: this.below(6) }, () => this.value());
    if (this.below(3) > 0) args[0] = this.tensor();
    return args;
  }

  /** Arguments of the right kinds for one of the overloads, with the named ones that it must have; one in twenty wrong. */
  right(overloads: readonly Overload[]): Encoded[] {
    const overload = this.of(overloads);
    const pick = (kind: number, optional: boolean, name: string): Encoded =>
      this.below(20) === 0 ? this.value() : optional && this.below(2) === 0 ? null : this.fitting(kind, name);
    const args: Encoded[] = [];
    const options: Record<string, Encoded> = {};
    let gap = false; // once one is left out, those behind it go by name
    for (const { name, kind, keyword, required, optional } of overload.arguments) {
      if (!required && this.below(keyword ? 4 : 2) === 0) {
        gap = true;
        continue;
      }
      if (kind === UNSUPPORTED || (!required && keyword && this.below(2) === 0)) continue;
      if (keyword || gap) options[name] = pick(kind, optional, name);
      else args.push(pick(kind, optional, name));
    }
    return Object.keys(options).length > 0 ? [...args, { options }] : args;
  }
}

/** Makes the values that encoded arguments stand for. */
export function decoder(torch: typeof Torch): (value: Encoded) => unknown {
  const freed = torch.ones([2]);
  freed.dispose();
  const detached = new Float32Array(4);
  detached.buffer.transfer();
  const ticket = torch.share(torch.ones([2]));
  torch.receive(ticket).dispose();
  const odd: Record<Odd, () => unknown> = {
    freed: () => freed,
    forged: () => Object.assign(Object.create(torch.Tensor.prototype), { _handle: 123_456, _scope: null }),
    posted: () => ({ _handle: 1, _scope: null }), // what would be left of a tensor that was cloned
    ticket: () => ticket,
    detached: () => detached,
    throwing: () =>
      Object.defineProperty({}, 'dim', {
        enumerable: true,
        get() {
          throw new RangeError('from a getter');
        },
      }),
    calling: () =>
      new Proxy([1, 2], {
        get: (target, key) => {
          if (key === '1') torch.ones([2]).add(1); // the engine, called from inside an argument
          return Reflect.get(target, key);
        },
      }),
    endless: () => new Array(2 ** 31),
    undefined: () => undefined,
    symbol: () => Symbol('x'),
    function: () => () => 1,
    big: () => 1n,
    huge: () => 2n ** 62n,
    beyond: () => 2n ** 70n,
  };
  const filled = (dtype: string, shape: number[], fill: string) => {
    const options = { dtype: dtype as 'float32' }; // as: whichever it is
    if (fill === 'ones') return torch.ones(shape, options);
    if (fill === 'zeros') return torch.zeros(shape, options);
    const count = torch.arange(shape.reduce((a, b) => a * b, 1)).reshape(shape);
    if (fill === 'count') return count.to(options.dtype);
    if (fill === 'negative') return count.neg().sub(1).to(options.dtype);
    if (fill === 'places') return count.remainder(3).to(options.dtype);
    if (fill === 'far') return torch.full(shape, 100_000_000).to(options.dtype);
    if (fill === 'large') return count.add(2 ** 40).to(options.dtype);
    return torch.full(shape, Number.NaN).to(options.dtype);
  };
  const tensor = (dtype: string, shape: number[], fill: string, view: string) => {
    const x = filled(dtype, shape, fill);
    if (view === 'sparse' && shape.length > 0) return x.toSparse();
    if (view === 'csr' && shape.length === 2) return x.toSparseCsr();
    if (view === 'csc' && shape.length === 2) return x.toSparseCsc();
    if (view === 'bsr' && shape.length === 2 && x.numel() > 0) return x.toSparseBsr([1, shape[1]!]);
    if (view === 'meta') return x.to('meta');
    if (view === 'mkldnn' && dtype === 'float32' && shape.length > 0 && shape.length < 6) return torch.ops.toMkldnn(x);
    if (view === 'transposed' && shape.length > 1) return x.transpose(0, 1);
    if (view === 'expanded' && shape[0] === 1) return x.expand([3, ...shape.slice(1)]);
    if (view === 'offset' && (shape[0] ?? 0) > 1) return x.narrow(0, 1, shape[0]! - 1);
    if (view === 'grad' && /float|complex/.test(dtype)) return x.requiresGrad_();
    return x;
  };
  const decode = (value: Encoded): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(decode);
    if ('tensor' in value) return tensor(...value.tensor);
    if ('number' in value) return Number(value.number);
    if ('complex' in value) return new torch.Complex(...value.complex);
    if ('odd' in value) return odd[value.odd]();
    return Object.fromEntries(Object.entries(value.options).map(([name, each]) => [name, decode(each)]));
  };
  return decode;
}
