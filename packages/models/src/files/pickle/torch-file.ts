import { Zip } from '@capstan/base/files';
import { type DType, ops, type Tensor, tensor } from '@capstan/torch';
import type { State } from '../state.ts';
import { type Known, unpickle } from './unpickle.ts';

/** A class of storage, as the pickle names it. */
interface StorageType {
  dtype: DType;
  /** Bytes an element. */
  width: number;
}

const TYPES: Readonly<Record<string, StorageType>> = {
  Float: { dtype: 'float32', width: 4 },
  Double: { dtype: 'float64', width: 8 },
  Half: { dtype: 'float16', width: 2 },
  BFloat16: { dtype: 'bfloat16', width: 2 },
  Long: { dtype: 'int64', width: 8 },
  Int: { dtype: 'int32', width: 4 },
  Short: { dtype: 'int16', width: 2 },
  Char: { dtype: 'int8', width: 1 },
  Byte: { dtype: 'uint8', width: 1 },
  Bool: { dtype: 'bool', width: 1 },
};

/** Numbers in memory, of which tensors are views. */
class Storage {
  readonly type: StorageType;
  readonly key: string;
  readonly count: number;

  constructor(type: StorageType, key: string, count: number) {
    this.type = type;
    this.key = key;
    this.count = count;
  }
}

/** A tensor whose numbers are not read yet. */
class View {
  readonly storage: Storage;
  readonly offset: number;
  readonly size: readonly number[];
  readonly stride: readonly number[];

  constructor(storage: Storage, offset: number, size: readonly number[], stride: readonly number[]) {
    this.storage = storage;
    this.offset = offset;
    this.size = size;
    this.stride = stride;
  }
}

type Refuse = (reason: string) => Error;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const areCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length <= 64 && value.every(isCount);

/** What `torch.save` calls; everything else is refused. */
function knownTo(refuse: Refuse): Known {
  const types = Object.entries(TYPES).map(([name, type]) => [`torch.${name}Storage`, () => type] as const);
  const view = (storage: unknown, offset: unknown, size: unknown, stride: unknown) => {
    if (!(storage instanceof Storage) || !isCount(offset) || !areCounts(size) || !areCounts(stride)) {
      throw refuse('one of its tensors is damaged');
    }
    const count = size.reduce((product, each) => product * each, 1);
    const last = size.reduce((sum, each, i) => sum + (each - 1) * (stride[i] ?? Number.NaN), offset);
    if (size.length !== stride.length || count > storage.count || (count > 0 && !(last < storage.count))) {
      throw refuse('one of its tensors reaches beyond its storage');
    }
    return new View(storage, offset, size, stride);
  };
  return {
    ...Object.fromEntries(types),
    'collections.OrderedDict': () => new Map(),
    'torch.Size': (sizes) => sizes,
    'torch._utils._rebuild_parameter': (data) => data,
    'torch._utils._rebuild_tensor': view,
    'torch._utils._rebuild_tensor_v2': view,
  };
}

/** `('storage', class, key, location, count, …)`; the class is a function that gives its type. */
function storageOf(id: unknown, refuse: Refuse): Storage {
  const [kind, type, key, , count, view] = Array.isArray(id) ? (id as unknown[]) : []; // as: any[] otherwise
  const found = typeof type === 'function' ? Object.values(TYPES).find((each) => each === type()) : undefined;
  if (
    kind !== 'storage' ||
    !found ||
    typeof key !== 'string' ||
    !isCount(count) ||
    (view !== null && view !== undefined)
  ) {
    throw refuse('one of its storages is damaged, or of a kind that is not read');
  }
  return new Storage(found, key, count);
}

/** The tensor of a view; the numbers of its storage are copied. */
function tensorOf({ storage, offset, size, stride }: View, bytesOf: (storage: Storage) => Uint8Array): Tensor {
  const bytes = bytesOf(storage);
  using raw = tensor(Uint8Array.from(bytes));
  using flat = storage.type.dtype === 'uint8' ? raw.clone() : ops.view(raw, storage.type.dtype);
  using strided = flat.asStrided(size, stride, offset);
  return strided.clone().contiguous();
}

/** The least dictionary of tensors: the file itself, or what it calls its state. */
const STATES = ['state_dict', 'model_state_dict', 'model'];

function stateOf(value: unknown, refuse: Refuse): Map<string, View> {
  const isState = (map: unknown): map is Map<string, View> =>
    map instanceof Map &&
    map.size > 0 &&
    [...map].every(([key, each]) => typeof key === 'string' && each instanceof View);
  if (isState(value)) return value;
  const found = value instanceof Map ? STATES.map((key) => value.get(key)).filter(isState) : [];
  if (found.length === 1) return found[0]!;
  const keys = value instanceof Map ? [...value.keys()].slice(0, 6).map(String).join(', ') : typeof value;
  throw refuse(`it holds no state of a model, or several (it has: ${keys}); save model.state_dict() alone`);
}

/**
 * The state of a model that Python's `torch.save` wrote, as a zip since PyTorch 1.6 or as pickles before. No code of it runs.
 * The prefix `module.`, which DataParallel puts before every name, is taken away.
 */
export function readTorchFile(bytes: Buffer, refuse: Refuse): State {
  const reading = { known: knownTo(refuse), persistent: (id: unknown) => storageOf(id, refuse), refuse };
  const { value, bytesOf } =
    bytes.toString('latin1', 0, 2) === 'PK' ? readZip(bytes, reading) : readPickles(bytes, reading);
  const views = [...stateOf(value, refuse)];
  const wrapped = views.every(([key]) => key.startsWith('module.'));
  return Object.fromEntries(
    views.map(([key, view]) => [wrapped ? key.slice('module.'.length) : key, tensorOf(view, bytesOf)]),
  );
}

type Reading = Parameters<typeof unpickle>[2];
interface Contents {
  value: unknown;
  bytesOf: (storage: Storage) => Uint8Array;
}

function readZip(bytes: Buffer, reading: Reading): Contents {
  const zip = new Zip(bytes, reading.refuse);
  const pickle = zip.names().find((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (!pickle) throw reading.refuse('it is a zip file without data.pkl');
  const folder = pickle.slice(0, -'data.pkl'.length);
  const order = `${folder}byteorder`;
  if (zip.has(order) && zip.text(order).trim() !== 'little') throw reading.refuse('its numbers are big-endian');
  const { value } = unpickle(zip.bytes(pickle), 0, reading);
  const bytesOf = ({ key, type, count }: Storage) => {
    const data = zip.bytes(`${folder}data/${key}`);
    if (data.length < count * type.width) throw reading.refuse('one of its storages is cut short');
    return data.subarray(0, count * type.width);
  };
  return { value, bytesOf };
}

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;

/** Before PyTorch 1.6: a magic number, a protocol, facts of the machine, the object, the keys of the storages, then their numbers. */
function readPickles(bytes: Buffer, reading: Reading): Contents {
  let at = 0;
  const next = () => {
    const { value, end } = unpickle(bytes, at, reading);
    at = end;
    return value;
  };
  if (next() !== MAGIC || next() !== PROTOCOL) throw reading.refuse('it is a pickle, but none of torch.save');
  const facts = next();
  if (!(facts instanceof Map) || facts.get('little_endian') !== true)
    throw reading.refuse('its numbers are big-endian');
  const value = next();
  const keys = next();
  const places = new Map<unknown, { at: number; count: number }>();
  const widths = new Map([...viewsIn(value)].map(({ storage }) => [storage.key, storage.type.width]));
  for (const key of Array.isArray(keys) ? keys : []) {
    if (at + 8 > bytes.length) throw reading.refuse('it is cut short');
    const count = Number(bytes.readBigInt64LE(at));
    places.set(key, { at: at + 8, count });
    at += 8 + count * (widths.get(key) ?? Number.NaN);
    if (!(at <= bytes.length) || count < 0) throw reading.refuse('it is cut short, or a storage is of no tensor');
  }
  const bytesOf = ({ key, type, count }: Storage) => {
    const place = places.get(key);
    if (!place || place.count < count) throw reading.refuse('one of its storages is missing');
    return bytes.subarray(place.at, place.at + count * type.width);
  };
  return { value, bytesOf };
}

/** Every view in dictionaries, lists and tuples, once each. */
function* viewsIn(value: unknown, seen = new Set<unknown>()): Generator<View> {
  const open = [value];
  while (open.length > 0) {
    const each = open.pop();
    if (typeof each !== 'object' || each === null || seen.has(each)) continue;
    seen.add(each);
    if (each instanceof View) yield each;
    else if (each instanceof Map) open.push(...each.values());
    else if (Array.isArray(each)) open.push(...(each as unknown[])); // as: any[] otherwise
  }
}
