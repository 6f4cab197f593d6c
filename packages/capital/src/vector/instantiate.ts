/** The part of the global that is used here; Node has it, and its types come only with a browser's. */
declare const WebAssembly:
  | {
      Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
      Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
      Instance: new (module: object, imports: Record<string, Record<string, unknown>>) => { readonly exports: unknown };
    }
  | undefined;

/** A module at work on a memory of its own of at least so many bytes; undefined where WebAssembly is forbidden. */
export function instantiate(
  module: Uint8Array<ArrayBuffer>,
  bytes: number,
  functions: Readonly<Record<string, (...args: number[]) => number>>,
): { exports: unknown; buffer: ArrayBuffer } | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536) });
  const host = { memory, ...functions };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module), { host });
  return { exports, buffer: memory.buffer };
}
