// A file that the format's own package wrote, and what it reads in it: fixtures/gguf.json, recorded by tools/record-gguf.py.
import assert from 'node:assert/strict';
import { mkdtempDisposableSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ModelError, mlp, putState, readGguf } from '../../index.ts';
import { readWeights } from '../weights.ts';

const fixture: { file: string; tensors: Record<string, { shape: number[]; values: number[] }> } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../fixtures/gguf.json'), 'utf8'),
);
const bytes = Buffer.from(fixture.file, 'base64');
const folder = mkdtempDisposableSync(join(tmpdir(), 'capstan-gguf-'));
after(() => folder.remove());
const path = join(folder.path, 'model.gguf');
const isRefused = (error: unknown) => error instanceof ModelError && error.code === 'weights-unreadable';

function opened(contents: Buffer) {
  writeFileSync(path, contents);
  return readGguf(path);
}

test('tensors of every type are, to the last bit, what the own package of GGUF reads', () => {
  const { state } = opened(bytes);
  assert.deepEqual(Object.keys(state), Object.keys(fixture.tensors));
  for (const [name, { shape, values }] of Object.entries(fixture.tensors)) {
    const read = state[name]!;
    assert.deepEqual(read.shape, shape, name);
    assert.deepEqual([...read.to('float64').reshape([-1]).data()], values, name);
  }
  assert.deepEqual(
    ['float16', 'bf16', 'int32', 'q4_k'].map((name) => state[name]!.dtype),
    ['float16', 'bfloat16', 'int32', 'float32'],
  );
});

test('facts of every kind are read', () => {
  const facts = Object.entries(opened(bytes).metadata).filter(([name]) => name.startsWith('test.'));
  assert.deepEqual(Object.fromEntries(facts.map(([name, value]) => [name.slice(5), value])), {
    ...{ uint8: 200, int8: -100, uint16: 60000, int16: -30000, uint32: 4000000000, int32: -2000000000 },
    ...{ float32: 0.5, bool: true, string: 'Grüße, 世界', words: ['the', '', 'cat'], numbers: [1, 2, 3] },
    ...{ uint64: 2n ** 63n, int64: -5, float64: 0.1 },
  });
});

test('cut anywhere or with a byte changed it is read or refused, and never costs more than it holds', () => {
  const end = bytes.length - 24; // behind the last tensor there is padding to a multiple of 32
  for (let length = 0; length < end; length += 13) {
    assert.throws(() => opened(bytes.subarray(0, length)), isRefused, `${length} bytes`);
  }
  for (let at = 0; at < bytes.length; at += 3) {
    for (const by of [0x55, 0xff]) {
      const changed = Buffer.from(bytes);
      changed[at] = changed[at]! ^ by;
      try {
        const count = Object.values(opened(changed).state).reduce((sum, each) => sum + each.numel(), 0);
        assert.ok(count <= 2 * bytes.length, `byte ${at}: ${count} numbers`); // four bits each at the least
      } catch (error) {
        assert.ok(isRefused(error), `byte ${at}: ${error}`);
      }
    }
  }
});

const u32 = (value: number) => Buffer.from(Uint32Array.of(value).buffer);
const u64 = (value: number | bigint) => Buffer.from(BigUint64Array.of(BigInt(value)).buffer);
const text = (value: string) => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);
const begin = (tensors: number | bigint, facts: number | bigint) =>
  Buffer.concat([Buffer.from('GGUF'), u32(3), u64(tensors), u64(facts)]);
const entry = (name: string, shape: (number | bigint)[], type: number, at: number) =>
  Buffer.concat([text(name), u32(shape.length), ...shape.map(u64), u32(type), u64(at)]);
const padded = (...parts: Buffer[]) => {
  const header = Buffer.concat(parts);
  return Buffer.concat([header, Buffer.alloc((32 - (header.length % 32)) % 32), Buffer.alloc(128)]);
};

test('what a file says of itself is not believed: each is refused with its reason', () => {
  const nested = Array.from({ length: 9 }, () => Buffer.concat([u32(9), u64(1)]));
  const reasons: [string, Buffer, RegExp][] = [
    ['another file', Buffer.from('GGML and more of it, which is none'), /no GGUF file/],
    ['version 1', Buffer.concat([Buffer.from('GGUF'), u32(1), u64(0), u64(0)]), /version 1, and 2 and 3/],
    ['big-endian', Buffer.concat([Buffer.from('GGUF'), Buffer.from([0, 0, 0, 3]), u64(0), u64(0)]), /big-endian/],
    ['more tensors than bytes', padded(begin(2 ** 40, 0)), /more tensors or facts/],
    ['a count that is no number', padded(begin(2n ** 64n - 1n, 0)), /number of tensors is 18446744073709551615/],
    ['a list of 2^50', padded(begin(0, 1), text('a'), u32(9), u32(4), u64(2 ** 50)), /longer than the file/],
    ['lists in lists', padded(begin(0, 1), text('a'), u32(9), ...nested), /lists deep/],
    ['a string of 2^40', padded(begin(0, 1), u64(2 ** 40)), /longer than the file/],
    ['no UTF-8', padded(begin(0, 1), u64(1), Buffer.from([0xff]), u32(0), Buffer.from([1])), /not UTF-8/],
    ['a fact twice', padded(begin(0, 2), ...[1, 2].map(() => Buffer.concat([text('a'), u32(4), u32(1)]))), /twice/],
    ['an alignment of 0', padded(begin(0, 1), text('general.alignment'), u32(4), u32(0)), /alignment is 0/],
    ['a shape of 2^60', padded(begin(1, 0), entry('a', [2 ** 30, 2 ** 30], 0, 0)), /has the shape/],
    ['a row of 33 in blocks of 32', padded(begin(1, 0), entry('a', [33, 2], 8, 0)), /has the shape 2 × 33/],
    ['nine dimensions', padded(begin(1, 0), entry('a', Array(9).fill(1), 0, 0)), /9 dimensions/],
    ['a type of nobody', padded(begin(1, 0), entry('a', [1], 99, 0)), /type 99, and those that are read are F32/],
    ['beyond the end', padded(begin(1, 0), entry('a', [64], 0, 0)), /beyond the end/],
    ['one over another', padded(begin(2, 0), entry('a', [8], 0, 0), entry('b', [8], 0, 0)), /lies over another/],
    ['one name twice', padded(begin(2, 0), entry('a', [8], 0, 0), entry('a', [8], 0, 32)), /two tensors of one name/],
  ];
  for (const [what, contents, reason] of reasons) {
    assert.throws(() => opened(contents), { code: 'weights-unreadable', message: reason }, what);
  }
  const { state } = opened(padded(begin(1, 0), entry('__proto__', [2], 0, 0)));
  assert.deepEqual(
    Object.values(state).map((each) => each.tolist()),
    [[0, 0]],
  );
});

test('a header that unpacks to very many values is refused before they are read', () => {
  const count = 1 << 23;
  const contents = padded(begin(0, 1), text('a'), u32(9), u32(0), u64(count));
  writeFileSync(path, contents);
  truncateSync(path, contents.length + count);
  assert.throws(() => readGguf(path), { code: 'weights-unreadable', message: /more than 4194304 values/ });
});

test('weights of an architecture come out of one, under its names', () => {
  assert.throws(() => readGguf(join(folder.path, 'none.gguf')), { code: 'weights-missing' });
  const model = mlp({ channels: 2, classes: 1, hidden: [] });
  opened(padded(begin(2, 0), entry('layers.0.weight', [2, 1], 0, 0), entry('layers.0.bias', [1], 0, 32)));
  const contents = readFileSync(path);
  const start = contents.length - 128;
  contents.writeFloatLE(1.5, start);
  contents.writeFloatLE(-2, start + 4);
  contents.writeFloatLE(0.25, start + 32);
  writeFileSync(path, contents);
  putState(model, readWeights(path), path);
  assert.deepEqual(
    Object.values(model.stateDict()).map((each) => each.tolist()),
    [[[1.5, -2]], [0.25]],
  );
});
