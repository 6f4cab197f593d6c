// The few of WebAssembly's instructions that programs need (core specification 2.0, binary format).

export const v128 = 0x7b;
export const f64 = 0x7c;
export const i32 = 0x7f;

/** Instructions of vectors, after the prefix 0xfd. */
const SIMD = {
  load: 0x00,
  loadSplat: 0x0a,
  loadLane: 0x57,
  storeLane: 0x5b,
  store: 0x0b,
  shuffle: 0x0d,
  splat32: 0x11,
  splat: 0x14,
  extract: 0x21,
  replace: 0x22,
  eq: 0x47,
  ne: 0x48,
  lt: 0x49,
  le: 0x4b,
  and: 0x4e,
  or: 0x50,
  xor: 0x51,
  select: 0x52,
  anyTrue: 0x53,
  floor: 0x75,
  shrUnsigned32: 0xad,
  add32: 0xae,
  widenLow32: 0xc7,
  bitmask64: 0xc4,
  shl64: 0xcb,
  shrSigned64: 0xcc,
  shrUnsigned64: 0xcd,
  add64: 0xce,
  sub64: 0xd1,
  productLow: 0xde,
  productHigh: 0xdf,
  abs: 0xec,
  neg: 0xed,
  sqrt: 0xef,
  add: 0xf0,
  sub: 0xf1,
  mul: 0xf2,
  div: 0xf3,
  pmin: 0xf6,
  pmax: 0xf7,
  truncate32: 0xfc,
  fromSigned32: 0xfe,
  fromUnsigned32: 0xff,
} as const;

type Simd = keyof typeof SIMD;

/** A whole number as LEB128, unsigned. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (;;) {
    const low = value & 0x7f;
    value = Math.floor(value / 128);
    if (value === 0) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  for (;;) {
    const low = value & 0x7f;
    value >>= 7;
    if ((value === 0 && !(low & 0x40)) || (value === -1 && low & 0x40)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

/**
 * The vectors that a module's functions need, in its memory from byte 16 on: engines build a vector inside an instruction from
 * four or more others, and load one by one.
 */
export class Pool {
  /** Where what the module works on may begin. */
  static readonly end = 4096;
  readonly bytes: number[] = [];
  readonly #known = new Map<string, number>();

  /** The vector's address. */
  address(vector: Uint8Array): number {
    const key = vector.join();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const address = 16 + this.bytes.length;
    if (address + 16 > Pool.end) throw new RangeError('a module holds no more than 255 vectors');
    this.#known.set(key, address);
    this.bytes.push(...vector);
    return address;
  }
}

/** The body of one function, written instruction by instruction. */
export class Code {
  readonly bytes: number[] = [];
  readonly #locals: number[] = [];
  readonly #parameters: number;
  readonly #pool: Pool;

  constructor(parameters: number, pool: Pool) {
    this.#parameters = parameters;
    this.#pool = pool;
  }

  /** A new local variable; its number. */
  local(type: number): number {
    this.#locals.push(type);
    return this.#parameters + this.#locals.length - 1;
  }

  get(local: number): this {
    return this.raw(0x20, ...unsigned(local));
  }

  set(local: number): this {
    return this.raw(0x21, ...unsigned(local));
  }

  tee(local: number): this {
    return this.raw(0x22, ...unsigned(local));
  }

  i32(value: number): this {
    return this.raw(0x41, ...signed(value));
  }

  addI32(): this {
    return this.raw(0x6a);
  }

  call(index: number): this {
    return this.raw(0x10, ...unsigned(index));
  }

  /** Both lanes of a vector of doubles. */
  f64x2(value: number): this {
    return this.#vector(Float64Array.of(value, value).buffer);
  }

  i64x2(value: bigint): this {
    return this.#vector(BigInt64Array.of(value, value).buffer);
  }

  i32x4(a: number, b = a, c = a, d = a): this {
    return this.#vector(Int32Array.of(a, b, c, d).buffer);
  }

  #vector(buffer: ArrayBuffer): this {
    const bytes = new Uint8Array(buffer);
    if (bytes.every((byte) => byte === 0)) return this.raw(0xfd, 0x0c, ...bytes);
    return this.i32(0).memory('load', this.#pool.address(bytes));
  }

  simd(name: Simd, ...immediates: number[]): this {
    return this.raw(0xfd, ...unsigned(SIMD[name]), ...immediates);
  }

  /** Loads or stores at the address on the stack plus `offset` bytes. */
  memory(name: 'load' | 'loadSplat' | 'store', offset: number): this {
    return this.simd(name, name === 'loadSplat' ? 3 : 4, ...unsigned(offset));
  }

  /** One lane of the vector on the stack from or to the address below it plus `offset`. */
  lane(name: 'loadLane' | 'storeLane', lane: number, offset = 0): this {
    return this.simd(name, 3, ...unsigned(offset), lane);
  }

  loadI32(offset = 0): this {
    return this.raw(0x28, 0x02, ...unsigned(offset));
  }

  storeI32(offset = 0): this {
    return this.raw(0x36, 0x02, ...unsigned(offset));
  }

  andI32(): this {
    return this.raw(0x71);
  }

  shlI32(): this {
    return this.raw(0x74);
  }

  neI32(): this {
    return this.raw(0x47);
  }

  /** Repeats the body while it leaves `counter` + `step` below `end`. */
  loop(counter: number, step: number, end: number, body: () => void): this {
    return this.#repeat(counter, step, body, () => this.i32(end));
  }

  /** The same, up to what a local holds. */
  loopTo(counter: number, step: number, end: number, body: () => void): this {
    return this.#repeat(counter, step, body, () => this.get(end));
  }

  #repeat(counter: number, step: number, body: () => void, end: () => void): this {
    this.raw(0x03, 0x40);
    body();
    this.get(counter).i32(step).addI32().tee(counter);
    end();
    return this.raw(0x49, 0x0d, 0x00, 0x0b);
  }

  /** The body runs only if the number on the stack is not 0. */
  when(body: () => void): this {
    this.raw(0x04, 0x40);
    body();
    return this.raw(0x0b);
  }

  raw(...bytes: number[]): this {
    for (const byte of bytes) this.bytes.push(byte);
    return this;
  }

  /** As an entry of a module's code section. */
  finish(): number[] {
    const locals = [...unsigned(this.#locals.length), ...this.#locals.flatMap((type) => [1, type])];
    return sized([...locals, ...this.bytes, 0x0b]);
  }
}

function sized(bytes: number[]): number[] {
  return [...unsigned(bytes.length), ...bytes];
}

function text(name: string): number[] {
  return sized([...new TextEncoder().encode(name)]);
}

/** A function's type: what it takes and gives. */
export interface Signature {
  readonly takes: readonly number[];
  readonly gives: readonly number[];
}

/** A module that imports a memory and functions, holds functions and vectors, and exports some of the functions by name. */
export function moduleBytes({
  imports,
  functions,
  exported,
  pool,
}: {
  imports: readonly { name: string; type: Signature }[];
  functions: readonly { type: Signature; code: Code }[];
  exported: Readonly<Record<string, number>>;
  pool: Pool;
}): Uint8Array<ArrayBuffer> {
  const section = (id: number, entries: number[][]): number[] => [
    id,
    ...sized([...unsigned(entries.length), ...entries.flat()]),
  ];
  const types = [...imports.map(({ type }) => type), ...functions.map(({ type }) => type)];
  return Uint8Array.from([
    0x00,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    ...section(
      1,
      types.map(({ takes, gives }) => [0x60, ...sized([...takes]), ...sized([...gives])]),
    ),
    ...section(2, [
      [...text('host'), ...text('memory'), 0x02, 0x00, 0x01],
      ...imports.map(({ name }, i) => [...text('host'), ...text(name), 0x00, ...unsigned(i)]),
    ]),
    ...section(
      3,
      functions.map((_, i) => unsigned(imports.length + i)),
    ),
    ...section(
      7,
      Object.entries(exported).map(([name, index]) => [...text(name), 0x00, ...unsigned(index)]),
    ),
    ...section(
      10,
      functions.map(({ code }) => code.finish()),
    ),
    ...section(11, [[0x00, 0x41, 16, 0x0b, ...sized(pool.bytes)]]),
  ]);
}
