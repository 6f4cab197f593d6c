import { readFileSync } from 'node:fs';

/** The part of the global that is used here; Node has it, and its types come only with a browser's. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: unknown };
};

/** What `kernels/` exports; numbers are addresses in its memory, or counts. */
type Exports = {
  memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  free(): number;
  decodeScan(scan: number, components: number): number;
  toRgb(...numbers: number[]): void;
  countKeys(...numbers: number[]): void;
  spreadKeys(...numbers: number[]): void;
  distinctKeys(...numbers: number[]): number;
  repeatedKeys(): number;
  regularRecords(...numbers: number[]): number;
  recordRows(): number;
  setHard(at: number, most: number): void;
  hardRoom(): number;
  setPowers(at: number): void;
  setBits(bits: number, count: number): number;
  codeValues(...numbers: number[]): number;
  narrowCodes(codes: number, count: number): void;
  textBytes(values: number, count: number): number;
  layText(values: number, count: number, out: number): void;
  resample(...numbers: number[]): void;
};

/** Read past the end of what was taken, never used. */
const slack = 16384;

/**
 * The compiled loops over pixels and columns, and the memory that they work in. Memory is taken
 * piece by piece and all given back when the next piece of work starts.
 */
export class Kernels {
  readonly run: Exports;
  readonly #base: number;
  #next: number;
  #bytes: Uint8Array;

  constructor() {
    const module = new WebAssembly.Module(readFileSync(new URL('../../generated/kernels.wasm', import.meta.url)));
    this.run = new WebAssembly.Instance(module).exports as Exports; // as: kernels/index.ts exports these
    this.#base = (this.run.free() + 15) & ~15;
    this.#next = this.#base;
    this.#bytes = new Uint8Array(this.run.memory.buffer);
  }

  /** Gives all memory back. */
  start(): void {
    this.#next = this.#base;
  }

  /** The address of so many bytes, with whatever they hold. Views made before may be dead. */
  take(bytes: number): number {
    const at = this.#next;
    this.#next = (at + bytes + 15) & ~15;
    const missing = this.#next + slack - this.#bytes.length;
    if (missing > 0) {
      this.run.memory.grow(Math.ceil(missing / 65536));
      this.#bytes = new Uint8Array(this.run.memory.buffer);
    }
    return at;
  }

  /** The same, with a copy of an array's bytes. */
  put(array: Uint8Array | Int16Array | Int32Array): number {
    const at = this.take(array.byteLength);
    this.#bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    return at;
  }

  /** The memory, until the next `take`. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }
}

let made: Kernels | undefined;

/** This thread's. */
export function kernels(): Kernels {
  made ??= new Kernels();
  return made;
}
