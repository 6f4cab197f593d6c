import { exp, log, pow } from '@capstan/base';
import { poisson } from './poisson.ts';

/** The operations of a program; comparisons give 1 or 0. */
export type Op =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'min'
  | 'max'
  | 'lt'
  | 'le'
  | 'eq'
  | 'select'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'floor'
  | 'abs'
  | 'pow'
  | 'poisson'
  | 'copy';

/** What each operation does to numbers: the meaning that every faster form must match to the bit. */
export const APPLY: Readonly<Record<Op, (a: number, b: number, c: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  // Not Math.min and Math.max: these are the vectors' pmin and pmax, which differ on NaN and −0.
  // biome-ignore lint/complexity/useMathMinMax: see above
  min: (a, b) => (b < a ? b : a),
  // biome-ignore lint/complexity/useMathMinMax: see above
  max: (a, b) => (a < b ? b : a),
  lt: (a, b) => (a < b ? 1 : 0),
  le: (a, b) => (a <= b ? 1 : 0),
  eq: (a, b) => (a === b ? 1 : 0),
  select: (a, b, c) => (a !== 0 ? b : c),
  exp,
  log,
  sqrt: Math.sqrt,
  floor: Math.floor,
  abs: Math.abs,
  pow,
  poisson,
  copy: (a) => a,
};

/** Whether a value differs between months, between paths, or both: what differs in neither is computed once. */
export const VARIES = { never: 0, byMonth: 1, byPath: 2, always: 3 } as const;

/** One value of a program; equal computations are one object. */
export interface Value {
  readonly id: number;
  readonly kind: 'constant' | 'table' | 'input' | 'shock' | 'state' | 'op';
  readonly varies: number;
  readonly op?: Op;
  readonly args: readonly Value[];
  /** The constant; else which input, shock or state. */
  readonly number: number;
}

/** Builds values bottom-up: folds constants, shares what is equal, and keeps what rarely varies apart from what often does. */
export class Graph {
  readonly values: Value[] = [];
  readonly #known = new Map<string, Value>();

  constant(number: number): Value {
    return this.#value('constant', VARIES.never, number, [], undefined);
  }

  /** The number of the month, from 0. */
  month(): Value {
    return this.#value('table', VARIES.byMonth, 0, [], undefined);
  }

  input(index: number): Value {
    return this.#value('input', VARIES.byPath, index, [], undefined);
  }

  shock(index: number): Value {
    return this.#value('shock', VARIES.always, index, [], undefined);
  }

  /** What a line was in the month before. */
  state(index: number, varies: number): Value {
    return this.#value('state', varies, index, [], undefined);
  }

  apply(op: Op, ...args: Value[]): Value {
    if (args.every(({ kind }) => kind === 'constant')) {
      const [a, b, c] = args.map(({ number }) => number);
      return this.constant(APPLY[op](a!, b ?? 0, c ?? 0));
    }
    const [a, b] = args;
    if ((op === 'add' || op === 'mul') && a && b) return this.#commutative(op, a, b);
    if (op === 'select' && a?.kind === 'constant') return args[a.number === 0 ? 2 : 1]!;
    if (op === 'sub' && b && isConstant(b, 0)) return a!;
    if (op === 'div' && b && isConstant(b, 1)) return a!;
    if (op === 'pow' && b?.kind === 'constant' && Number.isInteger(b.number) && b.number > 0 && b.number <= 64) {
      return this.#wholePower(a!, b.number);
    }
    return this.#make(op, args);
  }

  /** Sums and products take the rarely varying terms together first: a + (path + month) costs one addition a month. */
  #commutative(op: 'add' | 'mul', a: Value, b: Value): Value {
    const neutral = op === 'add' ? 0 : 1;
    if (isConstant(a, neutral)) return b;
    if (isConstant(b, neutral)) return a;
    if (op === 'mul' && (isConstant(a, 0) || isConstant(b, 0))) return this.constant(0);
    const [more, less] = b.varies > a.varies || (a.varies === b.varies && b.id < a.id) ? [b, a] : [a, b];
    if (more.op === op && more.varies > less.varies) {
      const [first, second] = more.args as [Value, Value]; // as: sums and products have two
      const joined = second.varies | less.varies;
      if (joined < more.varies) return this.apply(op, first, this.apply(op, second, less));
    }
    return this.#make(op, [more, less]);
  }

  #wholePower(base: Value, power: number): Value {
    let result: Value | undefined;
    for (let i = power, square = base; i > 0; i >>>= 1) {
      if (i & 1) result = result ? this.apply('mul', result, square) : square;
      if (i > 1) square = this.apply('mul', square, square);
    }
    return result!;
  }

  #make(op: Op, args: readonly Value[]): Value {
    return this.#value(
      'op',
      args.reduce((all, { varies }) => all | varies, 0),
      0,
      args,
      op,
    );
  }

  #value(kind: Value['kind'], varies: number, number: number, args: readonly Value[], op: Op | undefined): Value {
    const key = `${kind} ${op} ${Object.is(number, -0) ? '-0' : number} ${args.map(({ id }) => id).join(' ')}`;
    const known = this.#known.get(key);
    if (known) return known;
    const value: Value = { id: this.values.length, kind, varies, args, number, ...(op ? { op } : {}) };
    this.values.push(value);
    this.#known.set(key, value);
    return value;
  }
}

function isConstant(value: Value, number: number): boolean {
  return value.kind === 'constant' && value.number === number;
}
