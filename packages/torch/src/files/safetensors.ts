import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { cells, native } from '../engine/native.ts';
import { TorchError } from '../errors.ts';
import { arrayOf, type DType, dtypes, isComplex, type TypedArray, widths } from '../tensor/dtype.ts';
import { Tensor } from '../tensor/tensor.ts';

// Format: an 8-byte little-endian header length, a JSON header, then the tensors' bytes without holes.
// https://github.com/huggingface/safetensors#format
const MAX_HEADER = 100_000_000; // bytes, the format's own limit
const MAX_RANK = 64;

const NAMES: Record<string, DType> = {
  BOOL: 'bool',
  U8: 'uint8',
  I8: 'int8',
  I16: 'int16',
  U16: 'uint16',
  I32: 'int32',
  U32: 'uint32',
  I64: 'int64',
  U64: 'uint64',
  F16: 'float16',
  BF16: 'bfloat16',
  F32: 'float32',
  F64: 'float64',
  F8_E5M2: 'float8_e5m2',
  F8_E4M3: 'float8_e4m3fn',
  C64: 'complex64',
};
const CODES = new Map(Object.entries(NAMES).map(([code, dtype]) => [dtype, code]));

/** One tensor of a file: what it is and where its bytes lie, counted from the end of the header. */
export interface Entry {
  name: string;
  dtype: DType;
  shape: number[];
  begin: number;
  end: number;
}

/** What a safetensors file says of itself, checked against its length. */
export interface Header {
  entries: Entry[];
  metadata: Record<string, string>;
  /** Where the tensors' bytes start in the file. */
  dataStart: number;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function bad(path: string, reason: string): TorchError {
  return new TorchError('safetensors', `${path} is not a whole safetensors file: ${reason}`, {
    hint: 'it may be cut short, damaged or of another format; write it again or fetch it anew',
  });
}

// Not JSON.stringify: a hostile value may be nested deeper than the stack.
const brief = (value: unknown): string => inspect(value, { depth: 1, maxArrayLength: 8, maxStringLength: 60 });

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

function parseEntry(path: string, name: string, value: unknown): Entry {
  if (!isRecord(value)) throw bad(path, `the entry of '${name}' is no object`);
  for (const key of Object.keys(value))
    if (!['dtype', 'shape', 'data_offsets'].includes(key)) throw bad(path, `'${name}' has an unknown field '${key}'`);
  const { dtype: code, shape, data_offsets: offsets } = value;
  const dtype = typeof code === 'string' && Object.hasOwn(NAMES, code) ? NAMES[code] : undefined;
  if (!dtype) throw bad(path, `'${name}' has the unknown dtype ${brief(code)}`);
  if (!Array.isArray(shape) || !shape.every(isCount) || shape.length > MAX_RANK)
    throw bad(path, `'${name}' has the shape ${brief(shape)}`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount))
    throw bad(path, `'${name}' has the offsets ${brief(offsets)}`);
  const [begin, end] = offsets as [number, number]; // as: checked
  if (end < begin) throw bad(path, `'${name}' ends at ${end}, before it begins at ${begin}`);
  let bytes = widths[dtype];
  let largest = bytes; // sizes that overflow are refused, also where another is 0
  const sizes: readonly number[] = shape; // every one is a count
  for (const size of sizes) {
    bytes *= size;
    largest *= size || 1;
  }
  if (!Number.isSafeInteger(largest) || bytes !== end - begin)
    throw bad(
      path,
      `'${name}' needs ${bytes} bytes for ${code} [${shape.join(', ')}], its offsets give ${end - begin}`,
    );
  return { name, dtype, shape: shape as number[], begin, end }; // as: checked
}

// JSON.parse keeps the last of two equal keys; a file that has both is refused, whether tensors or fields of one.
function refuseDuplicates(path: string, text: string): void {
  const open: Set<string>[] = []; // the keys so far of each object that is open
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '{') open.push(new Set());
    else if (c === '}') open.pop();
    else if (c === '"') {
      let end = i + 1;
      while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1; // it ends: the text is JSON
      let after = end + 1;
      while (' \t\n\r'.includes(text[after]!)) after++;
      if (text[after] === ':') {
        const key = JSON.parse(text.slice(i, end + 1)) as string; // as: a quoted string
        const keys = open[open.length - 1]!;
        if (keys.has(key)) throw bad(path, `'${key}' appears twice`);
        keys.add(key);
      }
      i = end;
    }
  }
}

/**
 * Checks a header against the length of its file: every offset in range, in order, without hole or overlap.
 * @param bytes the file from its first byte, the whole header at least
 * @throws {TorchError} safetensors — saying what is wrong
 */
export function parseHeader(bytes: Uint8Array, fileLength: number, path: string): Header {
  if (fileLength < 8 || bytes.length < 8)
    throw bad(path, `it has ${fileLength} bytes, fewer than the 8 of the header's length`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > MAX_HEADER) throw bad(path, `its header claims ${length} bytes; the limit is ${MAX_HEADER}`);
  const dataStart = 8 + Number(length);
  if (dataStart > fileLength) throw bad(path, `its header claims ${length} bytes, the file has ${fileLength}`);
  let text: string;
  let json: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, dataStart));
    json = JSON.parse(text);
  } catch (cause) {
    throw bad(path, `its header is not UTF-8 JSON (${(cause as Error).message.slice(0, 80)})`); // as: both throw Errors
  }
  if (!isRecord(json) || !text.startsWith('{')) throw bad(path, 'its header is no JSON object');
  refuseDuplicates(path, text);
  const { __metadata__: metadata = {}, ...tensors } = json;
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string'))
    throw bad(path, 'its metadata is not a record of strings');
  const entries = Object.entries(tensors)
    .map(([name, value]) => parseEntry(path, name, value))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let next = 0;
  for (const entry of entries) {
    if (entry.begin > next) throw bad(path, `there is a hole of ${entry.begin - next} bytes before '${entry.name}'`);
    if (entry.begin < next) throw bad(path, `'${entry.name}' overlaps the tensor before it`);
    next = entry.end;
  }
  if (dataStart + next !== fileLength)
    throw bad(path, `its tensors end at byte ${dataStart + next}, the file at ${fileLength}`);
  return { entries, metadata: metadata as Record<string, string>, dataStart }; // as: checked
}

/**
 * Reads the header alone: names, dtypes, shapes and metadata.
 * @throws {TorchError} safetensors — where the file is not whole
 */
export const loadHeader = async (path: string): Promise<Header> => readHeader(path);

// Without O_NONBLOCK, opening a FIFO that nobody writes to waits for ever.
function openToRead(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException; // as: openSync throws these
    const reason = { ENOENT: 'there is no such file', EACCES: 'it may not be read', EISDIR: 'it is a folder' }[
      code ?? ''
    ];
    throw new TorchError('safetensors', `${path} cannot be opened: ${reason ?? code}`, {
      hint: 'look at the path, which is relative to the folder that the program was started in',
      cause,
    });
  }
}

// What files of other formats begin with.
function foreign(path: string, first: Uint8Array): TorchError | undefined {
  const zip = first[0] === 0x50 && first[1] === 0x4b && first[2] === 0x03 && first[3] === 0x04;
  const pickle = first[0] === 0x80 && first[1]! >= 2 && first[1]! <= 5;
  if (!zip && !pickle) return undefined;
  return new TorchError(
    'safetensors',
    `${path} is a ${zip ? 'zip' : 'pickle'}, as torch.save of Python writes it, not a safetensors file`,
    {
      hint: 'opening a pickle can run code: convert it in Python, with safetensors.torch.save_file(torch.load(path, weights_only=True), …)',
    },
  );
}

function readHeader(path: string): Header {
  const file = openToRead(path);
  try {
    const status = fstatSync(file);
    if (!status.isFile()) throw bad(path, 'it is no regular file');
    const { size } = status;
    const first = Buffer.alloc(8);
    if (readSync(file, first, 0, 8, 0) < 8)
      throw bad(path, `it has ${size} bytes, fewer than the 8 of the header's length`);
    const length = first.readBigUInt64LE();
    const other = length > BigInt(size) ? foreign(path, first) : undefined;
    if (other) throw other;
    if (length > BigInt(Math.min(MAX_HEADER, size - 8))) return parseHeader(first, size, path); // says what is wrong
    const bytes = Buffer.alloc(8 + Number(length));
    readSync(file, bytes, 0, bytes.length, 0);
    return parseHeader(bytes, size, path);
  } finally {
    closeSync(file);
  }
}

/** The metadata of a safetensors file. */
export const loadMetadata = async (path: string): Promise<Record<string, string>> => (await loadHeader(path)).metadata;

/**
 * The tensors of a safetensors file, mapped into memory: pages are read when they are used, and writing to a tensor
 * leaves the file as it is. The file must not be truncated meanwhile; replacing it, as `save` does, is safe.
 *
 * @throws {TorchError} safetensors — where the file is not whole; nothing is allocated before it is checked
 * @example
 * model.loadStateDict(await torch.load('model.safetensors'));
 */
export const load = async (path: string): Promise<Record<string, Tensor>> => loadSync(path);

/** The same without a promise, for constructors: the file is mapped, not read, so nothing waits. */
export function loadSync(path: string): Record<string, Tensor> {
  const header = readHeader(path);
  const bytes = new Tensor(native.mapFile(path));
  try {
    const last = header.entries[header.entries.length - 1];
    const expected = header.dataStart + (last?.end ?? 0);
    if (bytes.numel() !== expected)
      throw bad(path, `it changed while it was opened: ${bytes.numel()} bytes, expected ${expected}`);
    const result: Record<string, Tensor> = Object.create(null);
    for (const { name, dtype, shape, begin } of header.entries) {
      shape.forEach((size, i) => {
        cells[i] = size;
      });
      result[name] = new Tensor(native.slice(bytes._live, header.dataStart + begin, dtypes.code(dtype), shape.length));
    }
    return result;
  } finally {
    bytes.dispose();
  }
}

// The bytes of a tensor as they go into the file: contiguous, little-endian, in its own dtype.
function bytesOf(tensor: Tensor, dtype: DType): Uint8Array {
  if (arrayOf[dtype] && !isComplex(dtype)) {
    const array: TypedArray = tensor.data();
    return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  }
  const array = new Uint8Array(tensor.numel() * widths[dtype]);
  native.read(tensor._live, array);
  return array;
}

/**
 * Writes tensors as a safetensors file, whole or not at all: a temporary file beside it is written, synced, renamed,
 * and the folder synced. The file holds the tensors as they are at the call: they are copied before it returns its
 * promise, and may be changed or freed at once. Returns the file's SHA-256.
 *
 * @throws {TorchError} safetensors — for a dtype that the format has no name for; a full disk leaves the old file in place
 * @example
 * await torch.save(model.stateDict(), 'model.safetensors', { metadata: { epoch: '3' } });
 */
export async function save(
  tensors: Readonly<Record<string, Tensor>>,
  path: string,
  options: { metadata?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  const header: Record<string, unknown> = Object.create(null); // a tensor may be called __proto__
  if (Object.hasOwn(tensors, '__metadata__'))
    throw new TorchError('safetensors', "a tensor cannot be called '__metadata__'; the format keeps that name");
  if (options.metadata) header.__metadata__ = checkedMetadata(options.metadata);
  let offset = 0;
  // Wide elements first, so that every tensor of the file is aligned.
  const sorted = Object.entries(tensors).map(([name, tensor]) => ({ name, tensor, dtype: tensor.dtype }));
  sorted.sort((a, b) => widths[b.dtype] - widths[a.dtype] || (a.name < b.name ? -1 : 1));
  for (const { name, tensor, dtype } of sorted) {
    if (!name.isWellFormed())
      throw new TorchError('safetensors', `the name ${brief(name)} has half a surrogate pair, which UTF-8 cannot hold`);
    const code = CODES.get(dtype);
    if (!code) throw new TorchError('safetensors', `'${name}' is ${dtype}, which safetensors has no name for`);
    const end = offset + tensor.numel() * widths[dtype];
    header[name] = { dtype: code, shape: tensor.shape, data_offsets: [offset, end] };
    offset = end;
  }
  let json = JSON.stringify(header);
  json += ' '.repeat((8 - (Buffer.byteLength(json) % 8)) % 8);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(json)));
  if (Buffer.byteLength(json) > MAX_HEADER)
    throw new TorchError('safetensors', `the header of ${sorted.length} tensors is longer than ${MAX_HEADER} bytes`);
  // Whatever its reader would refuse is not written.
  const bytes = Buffer.concat([length, Buffer.from(json)]);
  parseHeader(bytes, bytes.length + offset, path);
  // Copied before anything is awaited: a step that runs meanwhile changes the tensors, not the file.
  const parts = sorted.map(({ tensor, dtype }) => bytesOf(tensor, dtype));
  return writeAtomically(path, [bytes, ...parts]);
}

// The format knows strings only, as names and as values.
function checkedMetadata(metadata: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  for (const [name, value] of Object.entries(metadata)) {
    if (typeof value === 'string' && value.isWellFormed() && name.isWellFormed()) continue;
    const received = typeof value === 'string' ? 'one with half a surrogate pair' : brief(value);
    throw new TorchError('safetensors', `the metadata '${name}' is to be a string, received ${received}`, {
      hint: `write { ${name}: String(value) }, or JSON.stringify(value) for more than a number`,
    });
  }
  return metadata;
}

async function writeAtomically(path: string, parts: Iterable<Uint8Array>): Promise<string> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`);
  const hash = createHash('sha256');
  try {
    const file = await open(temporary, 'wx');
    try {
      for (const part of parts) {
        hash.update(part);
        await file.writeFile(part);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  const directory = await open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
  return hash.digest('hex');
}
