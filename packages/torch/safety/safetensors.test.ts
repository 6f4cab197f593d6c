import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import * as torch from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'capstan-safetensors-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'file.safetensors');

function file(header: string | Uint8Array, data: number, claimed?: bigint): Buffer {
  const text = Buffer.from(header as string); // as: Buffer.from takes both
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(claimed ?? BigInt(text.length));
  return Buffer.concat([length, text, Buffer.alloc(data)]);
}

const entry = (begin: unknown, end: unknown, shape: unknown = [1], dtype: unknown = 'F32') =>
  JSON.stringify({ dtype, shape, data_offsets: [begin, end] });
const deep = 100_000;

const corpus: Record<string, [Uint8Array, RegExp]> = {
  'zero length': [Buffer.alloc(0), /has 0 bytes/],
  'seven bytes': [Buffer.alloc(7), /has 7 bytes/],
  'header longer than the file': [file('{}', 0, 3n), /claims 3 bytes/],
  'header of 2^63 bytes': [file('{}', 0, 2n ** 63n), /claims 9223372036854775808 bytes/],
  'header of 2^64-1 bytes': [file('{}', 0, 2n ** 64n - 1n), /claims/],
  'header of no bytes': [file('', 0), /not UTF-8 JSON/],
  'bad UTF-8': [file(Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 0), /not UTF-8 JSON/],
  'not JSON': [file('{"a":', 0), /not UTF-8 JSON/],
  'an array': [file('[]', 0), /no JSON object/],
  'leading space': [file(' {}', 0), /no JSON object/],
  'entry is no object': [file('{"a":3}', 0), /'a' is no object/],
  'unknown field': [file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}', 4), /unknown field 'x'/],
  'unknown dtype': [file(`{"a":${entry(0, 4, [1], 'F31')}}`, 4), /unknown dtype/],
  'dtype from the prototype': [file(`{"a":${entry(0, 4, [1], 'constructor')}}`, 4), /unknown dtype/],
  'wrong dtype': [file(`{"a":${entry(0, 4, [1], 'F64')}}`, 4), /needs 8 bytes/],
  'reversed offsets': [file(`{"a":${entry(4, 0)}}`, 4), /before it begins/],
  'overlapping offsets': [file(`{"a":${entry(0, 4)},"b":${entry(2, 6)}}`, 6), /overlaps/],
  'the same bytes twice': [file(`{"a":${entry(0, 4)},"b":${entry(0, 4)}}`, 4), /overlaps/],
  'hole at the start': [file(`{"a":${entry(4, 8)}}`, 8), /hole of 4 bytes/],
  'hole in the middle': [file(`{"a":${entry(0, 4)},"b":${entry(8, 12)}}`, 12), /hole of 4 bytes/],
  'bytes after the last': [file(`{"a":${entry(0, 4)}}`, 8), /tensors end at byte/],
  truncated: [file(`{"a":${entry(0, 4)}}`, 3), /tensors end at byte/],
  'negative offset': [file(`{"a":${entry(-4, 0)}}`, 0), /has the offsets/],
  'fractional offset': [file(`{"a":${entry(0.5, 4.5)}}`, 5), /has the offsets/],
  'offset of 2^63': [file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775808]}}', 4), /offsets/],
  'NaN offset': [file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,NaN]}}', 4), /not UTF-8 JSON/],
  'three offsets': [file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}', 4), /has the offsets/],
  'size of 2^63': [
    file('{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}', 4),
    /has the shape/,
  ],
  'sizes that overflow': [file(`{"a":${entry(0, 4, [2 ** 40, 2 ** 40])}}`, 4), /needs/],
  'sizes that overflow beside a zero': [file(`{"a":${entry(0, 0, [2 ** 52, 2 ** 52, 0])}}`, 0), /needs 0 bytes/],
  'negative size': [file(`{"a":${entry(0, 4, [-1])}}`, 4), /has the shape/],
  'deeply nested shape': [
    file(`{"a":{"dtype":"F32","shape":${'['.repeat(deep)}${']'.repeat(deep)},"data_offsets":[0,4]}}`, 4),
    /has the shape/,
  ],
  'a name twice': [file(`{"a":${entry(0, 4)},"a":${entry(0, 4)}}`, 4), /'a' appears twice/],
  'a name twice, escaped': [file(`{"a":${entry(0, 4)},"\\u0061":${entry(0, 4)}}`, 4), /'a' appears twice/],
  'a name twice, spaced': [
    file(`{"a"${' '.repeat(30)}:${entry(0, 4)},"a"${' '.repeat(30)}:${entry(0, 4)}}`, 4),
    /twice/,
  ],
  'a field twice': [
    file('{"a":{"dtype":"F32","dtype":"I32","shape":[1],"data_offsets":[0,4]}}', 4),
    /'dtype' appears twice/,
  ],
  'offsets twice': [
    file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"data_offsets":[4,8]}}', 8),
    /'data_offsets' appears twice/,
  ],
  'metadata twice': [file('{"__metadata__":{},"__metadata__":{}}', 0), /'__metadata__' appears twice/],
  'a key of metadata twice': [file('{"__metadata__":{"k":"a","k":"b"}}', 0), /'k' appears twice/],
  'a field missing': [file('{"a":{"dtype":"F32","shape":[1]}}', 4), /has the offsets/],
  'two dimensions too many': [file(`{"a":${entry(0, 4, new Array(66).fill(1))}}`, 4), /has the shape/],
  'ten thousand dimensions': [file(`{"a":${entry(0, 4, new Array(10_000).fill(1))}}`, 4), /has the shape/],
  'a size as text': [file('{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}', 4), /has the shape/],
  'a fractional size': [file(`{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}`, 4), /has the shape/],
  'a lone surrogate in UTF-8': [file(Uint8Array.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x7d]), 0), /not UTF-8 JSON/],
  'an overlong NUL': [file(Uint8Array.from([0x7b, 0x22, 0xc0, 0x80, 0x22, 0x7d]), 0), /not UTF-8 JSON/],
  'a byte order mark': [
    file(Uint8Array.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]), 0),
    /safetensors|no JSON object|not UTF-8 JSON/,
  ],
  'bytes behind the JSON': [file('{}x', 0), /not UTF-8 JSON/],
  'a NUL behind the JSON': [file('{}\0', 0), /not UTF-8 JSON/],
  'metadata of numbers': [file('{"__metadata__":{"a":1}}', 0), /not a record of strings/],
};

const refused = (reason: RegExp) => (error: unknown) =>
  error instanceof torch.TorchError && error.code === 'safetensors' && reason.test(error.message);

test('every malformed file is refused with its reason, and nothing is allocated', async () => {
  const before = torch.memory();
  for (const [name, [bytes, reason]] of Object.entries(corpus)) {
    writeFileSync(path, bytes);
    await assert.rejects(torch.load(path), refused(reason), name);
  }
  const after = torch.memory();
  assert.equal(after.tensors, before.tensors);
  assert.equal(after.bytes, before.bytes);
});

test('a header beyond 100 MB is refused before it is read', async () => {
  const descriptor = openSync(path, 'w');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(100_000_001n);
  writeSync(descriptor, length);
  ftruncateSync(descriptor, 100_000_100);
  closeSync(descriptor);
  await assert.rejects(torch.load(path), refused(/limit is 100000000/));
  rmSync(path);
});

test('what is no regular file is refused at once', { skip: process.platform === 'win32' }, async () => {
  const fifo = join(folder, 'fifo');
  execFileSync('mkfifo', [fifo]);
  for (const special of [folder, fifo, '/dev/zero'])
    await assert.rejects(torch.load(special), refused(/no regular file/), special);
});

test('ten thousand random changes of bytes never crash', async () => {
  await torch.save({ a: torch.ones([3]), b: torch.zeros([2], { dtype: 'int64' }) }, path);
  const { readFileSync } = await import('node:fs');
  const whole = readFileSync(path);
  let state = 1;
  const random = (n: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % n;
  };
  let kept = 0;
  const target = join(folder, 'flipped.safetensors');
  for (let i = 0; i < 10_000; i++) {
    using _ = torch.scope();
    const bytes = Buffer.from(whole);
    for (let n = 1 + random(3); n > 0; n--) bytes[random(whole.length)] = random(256);
    writeFileSync(target, bytes);
    try {
      for (const tensor of Object.values(torch.loadSync(target))) tensor.sum();
      kept++;
    } catch (error) {
      assert(error instanceof torch.TorchError && error.code === 'safetensors', String(error));
    }
  }
  assert(kept > 0 && kept < 10_000);
});

test('every dtype, and names that JavaScript treats specially, come back', async () => {
  const dtypes = 'bool uint8 int8 int16 int32 int64 float16 bfloat16 float32 float64 complex64'.split(
    ' ',
  ) as torch.DType[];
  const record: Record<string, torch.Tensor> = Object.create(null);
  for (const dtype of dtypes) record[dtype] = torch.ones([2, 3]).to(dtype);
  Object.defineProperty(record, '__proto__', { value: torch.ones([1]), enumerable: true });
  record.scalar = torch.tensor(3);
  record.nothing = torch.zeros([0, 4]);
  await torch.save(record, path, { metadata: { a: 'b' } });
  const back = await torch.load(path);
  assert.deepEqual(Object.keys(back).sort(), Object.keys(record).sort());
  for (const name in record) {
    assert.equal(back[name]!.dtype, record[name]!.dtype);
    assert.deepEqual(back[name]!.toArray(), record[name]!.toArray());
  }
  assert.deepEqual(await torch.loadMetadata(path), { a: 'b' });
  await assert.rejects(torch.save({ __metadata__: torch.ones([1]) }, path), refused(/keeps that name/));
});

test('a file holds the tensors as they were when save was called', async () => {
  const target = join(folder, 'snapshot.safetensors');
  const x = torch.ones([1000]);
  const view = x.narrow(0, 10, 5);
  const saved = torch.save({ x, view }, target);
  x.fill_(9);
  x.dispose();
  view.dispose();
  await saved;
  const back = await torch.load(target);
  assert.equal(back.x!.max().item(), 1);
  assert.deepEqual(back.view!.toArray(), [1, 1, 1, 1, 1]);
});

test('a changed byte changes the SHA-256 that save gave; one of the header is refused or read as what it says', async () => {
  const target = join(folder, 'changed.safetensors');
  const sum = await torch.save({ x: torch.arange(4) }, target);
  const { readFileSync } = await import('node:fs');
  const { createHash } = await import('node:crypto');
  const whole = readFileSync(target);
  const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  assert.equal(hash(whole), sum);
  for (let at = 0; at < whole.length; at++) {
    const bytes = Buffer.from(whole);
    bytes[at]! ^= 1;
    assert.notEqual(hash(bytes), sum);
  }
});

test('a save that is killed leaves the old file whole', async () => {
  const target = join(folder, 'killed.safetensors');
  await torch.save({ x: torch.zeros([1_000_000]) }, target);
  const source = `import * as torch from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)};
    console.log('ready');
    for (let i = 1; ; i++) await torch.save({ x: torch.full([1_000_000], i) }, ${JSON.stringify(target)});`;
  for (const delay of [1, 7, 19, 43, 90]) {
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, delay));
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    using _ = torch.scope();
    const x = torch.loadSync(target).x!;
    assert.equal(x.min().item(), x.max().item());
  }
  assert(readdirSync(folder).includes('killed.safetensors'));
});
