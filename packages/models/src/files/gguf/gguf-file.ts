import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { ops, type Tensor, tensor } from '@capstan/torch';
import type { State } from '../state.ts';
import { Cursor } from './cursor.ts';
import { type GgufValue, readValue } from './metadata.ts';
import { TYPES } from './types.ts';

/** What a GGUF file holds. */
export interface Gguf {
  /** Facts by name: `general.architecture`, `tokenizer.ggml.tokens` … */
  metadata: Record<string, GgufValue>;
  /** Tensors under their names in the file; quantised ones as float32. */
  state: State;
}

type Refuse = (reason: string) => Error;

/** A header of more bytes is none: the largest vocabularies take some ten million. */
const MOST_HEADER = 64 * 2 ** 20;
const MOST_DIMENSIONS = 8;

/** A tensor whose numbers are not read yet. */
interface Entry {
  name: string;
  /** As PyTorch counts, the fastest dimension last. */
  shape: number[];
  type: number;
  from: number;
  bytes: number;
}

/**
 * What a GGUF file holds: version 2 and 3, of F32, F16, BF16, F64, whole numbers, Q8_0, Q4_0, Q4_K and Q6_K. All that its header
 * says is checked before memory is taken for it, so that a file costs no more than its own size unpacked.
 */
export function readGgufFile(path: string, refuse: Refuse): Gguf {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const { metadata, entries } = readHeader(new Cursor(file, size, MOST_HEADER, refuse), size, refuse);
    const state: State = Object.create(null);
    for (const entry of entries) state[entry.name] = readTensor(file, entry, refuse);
    return { metadata, state };
  } finally {
    closeSync(file);
  }
}

function readHeader(cursor: Cursor, size: number, refuse: Refuse): { metadata: Gguf['metadata']; entries: Entry[] } {
  if (cursor.bytes(4).toString('latin1') !== 'GGUF') throw refuse('it is no GGUF file');
  const version = cursor.u32();
  if (version !== 2 && version !== 3) throw refuse(versionFault(version));
  const [tensors, facts] = [cursor.count('the number of tensors'), cursor.count('the number of facts')];
  if (tensors * 24 + facts * 13 > cursor.left)
    throw refuse('it says that it has more tensors or facts than fit into it');
  cursor.expect((tensors + facts) * 16); // objects of several values each
  const metadata: Gguf['metadata'] = Object.create(null);
  for (let i = 0; i < facts; i++) {
    const name = cursor.string();
    if (name in metadata) throw refuse(`it has the fact '${name}' twice`);
    metadata[name] = readValue(cursor, cursor.u32(), refuse);
  }
  const said = Array.from({ length: tensors }, () => readEntry(cursor, refuse));
  const alignment = metadata['general.alignment'] ?? 32;
  if (typeof alignment !== 'number' || !(alignment >= 1 && alignment <= 65_536 && Number.isInteger(alignment)))
    throw refuse(`its alignment is ${String(alignment)}`);
  const start = Math.ceil(cursor.at / alignment) * alignment;
  const entries = said.map((entry) => ({ ...entry, from: start + entry.from }));
  checkPlaces(entries, size, refuse);
  return { metadata, entries };
}

function versionFault(version: number): string {
  if (version % 65_536 === 0) return 'its numbers are big-endian';
  return `it is of version ${version}, and 2 and 3 are read`;
}

function readEntry(cursor: Cursor, refuse: Refuse): Entry {
  const name = cursor.string();
  const dimensions = cursor.u32();
  if (dimensions > MOST_DIMENSIONS) throw refuse(`its tensor '${name}' has ${dimensions} dimensions`);
  const shape = Array.from({ length: dimensions }, () => cursor.count(`a dimension of '${name}'`)).reverse();
  const type = cursor.u32();
  const from = cursor.count(`the place of '${name}'`);
  const found = TYPES.get(type);
  if (!found) {
    const known = [...TYPES.values()].map((each) => each.name).join(', ');
    throw refuse(`its tensor '${name}' is of ggml's type ${type}, and those that are read are ${known}`);
  }
  const count = shape.reduce((product, each) => product * each, 1);
  if (!Number.isSafeInteger(count * found.bytes) || (shape.at(-1) ?? 1) % found.block !== 0)
    throw refuse(`its tensor '${name}' of ${found.name} has the shape ${shape.join(' × ')}`);
  return { name, shape, type, from, bytes: (count / found.block) * found.bytes };
}

/** Each tensor lies within the file, has a name and bytes of its own: otherwise little of a file might unpack to very much. */
function checkPlaces(entries: readonly Entry[], size: number, refuse: Refuse): void {
  if (new Set(entries.map(({ name }) => name)).size < entries.length) throw refuse('it has two tensors of one name');
  let end = 0;
  for (const { name, from, bytes } of entries.toSorted((a, b) => a.from - b.from || a.bytes - b.bytes)) {
    if (from + bytes > size) throw refuse(`its tensor '${name}' reaches beyond the end: the file is cut short`);
    if (from < end) throw refuse(`its tensor '${name}' lies over another`);
    end = from + bytes;
  }
}

function readTensor(file: number, { name, shape, type, from, bytes }: Entry, refuse: Refuse): Tensor {
  const { block, bytes: width, dtype, read } = TYPES.get(type)!; // as was checked
  const raw = new Uint8Array(bytes);
  for (let at = 0; at < bytes; ) {
    const got = readSync(file, raw, at, Math.min(bytes - at, 2 ** 30), from + at); // the system reads no more at once
    if (got === 0) throw refuse(`its tensor '${name}' was cut short while it was read`);
    at += got;
  }
  if (read) {
    const numbers = new Float32Array((bytes / width) * block);
    for (let at = 0, place = 0; at < bytes; at += width, place += block) read(raw, at, numbers, place);
    return tensor(numbers).reshape(shape);
  }
  using plain = tensor(raw);
  return ops.view(plain, dtype!).reshape(shape).clone(); // one or the other
}
