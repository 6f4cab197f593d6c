// Python's pickles (PEP 307, 574), read without running any of their code: what they call is looked up in a short list of
// functions of ours, everything else is refused. Only the instructions that `torch.save` writes are known.

/** A call that a pickle asks for by the name of a Python function or class. */
export type Known = Readonly<Record<string, (...args: unknown[]) => unknown>>;

interface Reading {
  /** Functions and classes that may be named, by `module.name`. */
  known: Known;
  /** What stands outside the pickle, by its id. */
  persistent: (id: unknown) => unknown;
  /** The error of what is wrong with the file. */
  refuse: (reason: string) => Error;
}

/** Objects, and places to remember them: beyond it no file of weights goes, but one made to fill memory. */
const MOST = 10_000_000;
const MARK = Symbol('mark');

/**
 * Reads one pickle: dictionaries are Maps, tuples and lists arrays, whole numbers beyond 2⁵³ bigints.
 * @returns the value and where the next one begins
 */
export function unpickle(bytes: Buffer, start: number, reading: Reading): { value: unknown; end: number } {
  const machine = new Machine(bytes, start, reading);
  try {
    return { value: machine.run(), end: machine.at };
  } catch (error) {
    throw error instanceof RangeError ? reading.refuse('it is cut short or damaged') : error;
  }
}

class Machine {
  at: number;
  readonly #bytes: Buffer;
  readonly #reading: Reading;
  readonly #stack: unknown[] = [];
  readonly #memo = new Map<number, unknown>();

  constructor(bytes: Buffer, start: number, reading: Reading) {
    this.#bytes = bytes;
    this.at = start;
    this.#reading = reading;
  }

  run(): unknown {
    for (;;) {
      const code = this.#byte();
      if (code === 0x2e) return this.#pop(); // STOP
      const step = STEPS[code];
      if (!step) throw this.#refuse(`it has the instruction 0x${code.toString(16)}, which no file of weights has`);
      step(this);
      if (this.#stack.length > MOST || this.#memo.size > MOST)
        throw this.#refuse('it holds more than any file of weights');
    }
  }

  // What the instructions do.

  push(value: unknown): void {
    this.#stack.push(value);
  }

  mark(): void {
    this.#stack.push(MARK);
  }

  remember(place: number): void {
    this.#memo.set(place, this.#top());
  }

  memoize(): void {
    this.remember(this.#memo.size);
  }

  recall(place: number): void {
    if (!this.#memo.has(place)) throw this.#refuse('it refers to what it does not have');
    this.push(this.#memo.get(place));
  }

  tuple(count: number): void {
    if (count > this.#stack.length) throw new RangeError();
    this.push(this.#stack.splice(this.#stack.length - count));
  }

  toMark(): unknown[] {
    const from = this.#stack.lastIndexOf(MARK);
    if (from < 0) throw new RangeError();
    const items = this.#stack.splice(from);
    items.shift();
    return items;
  }

  setItems(items: readonly unknown[]): void {
    const target = this.#top();
    if (!(target instanceof Map) || items.length % 2 !== 0) throw this.#refuse('it fills in what is no dictionary');
    for (let i = 0; i < items.length; i += 2) target.set(items[i], items[i + 1]);
  }

  appends(items: readonly unknown[]): void {
    const target = this.#top();
    if (!Array.isArray(target)) throw this.#refuse('it appends to what is no list');
    for (const item of items) target.push(item);
  }

  global(module: string, name: string): void {
    const full = `${module}.${name}`;
    const found = Object.hasOwn(this.#reading.known, full) ? this.#reading.known[full] : undefined;
    if (!found)
      throw this.#refuse(`it asks for ${JSON.stringify(full.slice(0, 100))}, which is no part of a file of weights`);
    this.push(found);
  }

  stackGlobal(): void {
    const name = this.#pop();
    const module = this.#pop();
    if (typeof module !== 'string' || typeof name !== 'string') throw new RangeError();
    this.global(module, name);
  }

  reduce(): void {
    const args = this.#pop();
    const call = this.#pop();
    if (typeof call !== 'function' || !Array.isArray(args)) throw this.#refuse('it calls what is no function');
    this.push(call(...args));
  }

  /** Attributes that an object gets: an ordered dictionary's `_metadata` and the like, of no use here. */
  build(): void {
    this.#pop();
  }

  persistent(): void {
    this.push(this.#reading.persistent(this.#pop()));
  }

  pop(): unknown {
    return this.#pop();
  }

  // What they read.

  byte(): number {
    return this.#byte();
  }

  read<T>(size: number, get: (bytes: Buffer, at: number) => T): T {
    const at = this.at;
    if (at + size > this.#bytes.length) throw new RangeError();
    this.at += size;
    return get(this.#bytes, at);
  }

  text(length: number): string {
    return this.read(length, (bytes, at) => bytes.toString('utf8', at, at + length));
  }

  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.at);
    if (end < 0 || end - this.at > 1000) throw new RangeError();
    const text = this.#bytes.toString('utf8', this.at, end);
    this.at = end + 1;
    return text;
  }

  skip(length: number): void {
    this.read(length, () => undefined);
  }

  #byte(): number {
    return this.read(1, (bytes, at) => bytes[at]!);
  }

  #top(): unknown {
    if (this.#stack.length === 0) throw new RangeError();
    return this.#stack.at(-1);
  }

  #pop(): unknown {
    const value = this.#top();
    this.#stack.pop();
    return value;
  }

  #refuse(reason: string): Error {
    return this.#reading.refuse(reason);
  }
}

const u16 = (machine: Machine) => machine.read(2, (bytes, at) => bytes.readUInt16LE(at));
const i32 = (machine: Machine) => machine.read(4, (bytes, at) => bytes.readInt32LE(at));
const u32 = (machine: Machine) => machine.read(4, (bytes, at) => bytes.readUInt32LE(at));
const u64 = (machine: Machine) => Number(machine.read(8, (bytes, at) => bytes.readBigUInt64LE(at)));

/** A whole number of any length, little-endian, of two's complement. */
function long(machine: Machine, length: number): number | bigint {
  if (length > 64) throw new RangeError();
  let value = 0n;
  for (let i = 0; i < length; i++) value |= BigInt(machine.byte()) << BigInt(8 * i);
  value = BigInt.asIntN(8 * length, value);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** Python's pickletools name them. */
const STEPS: Readonly<Record<number, (machine: Machine) => void>> = {
  128: (m) => m.skip(1), // PROTO
  149: (m) => m.skip(8), // FRAME
  40: (m) => m.mark(), // MARK
  48: (m) => void m.pop(), // POP
  78: (m) => m.push(null), // NONE
  136: (m) => m.push(true), // NEWTRUE
  137: (m) => m.push(false), // NEWFALSE
  75: (m) => m.push(m.byte()), // BININT1
  77: (m) => m.push(u16(m)), // BININT2
  74: (m) => m.push(i32(m)), // BININT
  138: (m) => m.push(long(m, m.byte())), // LONG1
  71: (m) => m.push(m.read(8, (bytes, at) => bytes.readDoubleBE(at))), // BINFLOAT
  88: (m) => m.push(m.text(u32(m))), // BINUNICODE
  140: (m) => m.push(m.text(m.byte())), // SHORT_BINUNICODE
  141: (m) => m.push(m.text(u64(m))), // BINUNICODE8
  84: (m) => m.push(m.text(u32(m))), // BINSTRING, of Python 2
  85: (m) => m.push(m.text(m.byte())), // SHORT_BINSTRING
  125: (m) => m.push(new Map()), // EMPTY_DICT
  93: (m) => m.push([]), // EMPTY_LIST
  41: (m) => m.push([]), // EMPTY_TUPLE
  133: (m) => m.tuple(1), // TUPLE1
  134: (m) => m.tuple(2), // TUPLE2
  135: (m) => m.tuple(3), // TUPLE3
  116: (m) => m.push(m.toMark()), // TUPLE
  115: (m) => m.setItems([m.pop(), m.pop()].reverse()), // SETITEM
  117: (m) => m.setItems(m.toMark()), // SETITEMS
  97: (m) => m.appends([m.pop()]), // APPEND
  101: (m) => m.appends(m.toMark()), // APPENDS
  113: (m) => m.remember(m.byte()), // BINPUT
  114: (m) => m.remember(u32(m)), // LONG_BINPUT
  148: (m) => m.memoize(), // MEMOIZE
  104: (m) => m.recall(m.byte()), // BINGET
  106: (m) => m.recall(u32(m)), // LONG_BINGET
  99: (m) => m.global(m.line(), m.line()), // GLOBAL
  147: (m) => m.stackGlobal(), // STACK_GLOBAL
  82: (m) => m.reduce(), // REDUCE
  98: (m) => m.build(), // BUILD
  81: (m) => m.persistent(), // BINPERSID
};
