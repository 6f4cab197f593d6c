// The few of WebAssembly's instructions that programs need (core specification 2.0, binary format).

export const v128 = 0x7b;
export const f64 = 0x7c;
export const i32 = 0x7f;

/** Instructions of vectors, after the prefix 0xfd. */
const SIMD = {
  load: 0x00,
  loadSplat: 0x0a,
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
  add32: 0xae,
  mul32: 0xb5,
  widenLow32: 0xc7,
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
export function unsigned(value: number): number[] {
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

/** The body of one function, written instruction by instruction. */
export class Code {
  readonly bytes: number[] = [];
  readonly #locals: number[] = [];
  readonly #parameters: number;

  constructor(parameters: number) {
    this.#parameters = parameters;
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
    const bytes = new Uint8Array(Float64Array.of(value, value).buffer);
    return this.raw(0xfd, 0x0c, ...bytes);
  }

  i64x2(value: bigint): this {
    return this.raw(0xfd, 0x0c, ...new Uint8Array(BigInt64Array.of(value, value).buffer));
  }

  i32x4(a: number, b = a, c = a, d = a): this {
    return this.raw(0xfd, 0x0c, ...new Uint8Array(Int32Array.of(a, b, c, d).buffer));
  }

  simd(name: Simd, ...immediates: number[]): this {
    return this.raw(0xfd, ...unsigned(SIMD[name]), ...immediates);
  }

  /** Loads or stores at the address on the stack plus `offset` bytes. */
  memory(name: 'load' | 'loadSplat' | 'store', offset: number): this {
    return this.simd(name, name === 'loadSplat' ? 3 : 4, ...unsigned(offset));
  }

  /** Repeats the body while it leaves `counter` + `step` below `end`. */
  loop(counter: number, step: number, end: number, body: () => void): this {
    this.raw(0x03, 0x40);
    body();
    return this.get(counter).i32(step).addI32().tee(counter).i32(end).raw(0x49, 0x0d, 0x00, 0x0b);
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

/** A module that imports a memory and functions, holds functions, and exports some of them by name. */
export function moduleBytes({
  imports,
  functions,
  exported,
}: {
  imports: readonly { name: string; type: Signature }[];
  functions: readonly { type: Signature; code: Code }[];
  exported: Readonly<Record<string, number>>;
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
  ]);
}
