import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { normalQuantile } from '@capstan/base';
import { to } from '../distribution/make.ts';
import { quantile, transform } from '../distribution/read.ts';
import { fillWords } from '../vector/columns.ts';
import { latinHypercube, normalQuantiles, normals, uniforms } from './columns.ts';
import { Stream } from './stream.ts';

test("words equal Random123's known answers for Philox 4x32-10 (kat_vectors)", () => {
  const known = (seedLow: number, seedHigh: number, name: [number, number], block: number) => {
    class Fixed extends Stream {
      override readonly nameLow = name[0];
      override readonly nameHigh = name[1];
    }
    return [...new Fixed(seedHigh * 4294967296 + seedLow, '').words(block, new Uint32Array(4))].map((w) =>
      w.toString(16),
    );
  };
  assert.deepEqual(known(0, 0, [0, 0], 0), ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']);
});

test('a column is the same on every machine, and a prefix of the longer one', () => {
  const column = normals(7, 'price', new Float64Array(1000));
  assert.equal(
    createHash('sha256').update(new Uint8Array(column.buffer)).digest('hex').slice(0, 16),
    'd158b1be150ce6f3',
  );
  assert.deepEqual(normals(7, 'price', new Float64Array(501)), column.slice(0, 501));
  assert.notDeepEqual(normals(8, 'price', new Float64Array(3)), column.slice(0, 3));
  assert.notDeepEqual(normals(7, 'prise', new Float64Array(3)), column.slice(0, 3));
});

test('uniforms fill (0, 1) evenly and normals have the moments of a normal', () => {
  const n = 200_000;
  const u = uniforms(1, 'u', new Float64Array(n));
  const counts = new Array<number>(20).fill(0);
  for (const x of u) counts[Math.floor(x * 20)]!++;
  const chi = counts.reduce((sum, count) => sum + (count - n / 20) ** 2 / (n / 20), 0);
  assert.ok(chi < 43.8, `chi² of 19 degrees of freedom: ${chi}`); // p = 0.001
  const z = normals(1, 'z', new Float64Array(n));
  const moment = (k: number) => z.reduce((sum, x) => sum + x ** k, 0) / n;
  assert.ok(Math.abs(moment(1)) < 0.01 && Math.abs(moment(2) - 1) < 0.02 && Math.abs(moment(4) - 3) < 0.12);
});

test('a Latin hypercube draws once in each part', () => {
  const n = 1000;
  const parts = [...latinHypercube(3, 'x', new Float64Array(n))].map((x) => Math.floor(x * n));
  assert.notDeepEqual(
    parts,
    parts.toSorted((a, b) => a - b),
  );
  assert.deepEqual(
    parts.toSorted((a, b) => a - b),
    Array.from({ length: n }, (_, i) => i),
  );
});

test('columns in vector registers hold the bits of their functions, number by number', () => {
  for (const count of [1, 3, 16, 2047, 2048, 4099, 10_001]) {
    const source = new Stream(9 * 2 ** 40 + 5, `x${count}`);
    const words = new Uint32Array(2 * count);
    assert.ok(fillWords(source, words));
    assert.deepEqual(words, source.words(0, new Uint32Array(2 * count)));
    const column = uniforms(9 * 2 ** 40 + 5, `x${count}`, new Float64Array(count));
    column.forEach((u, i) => {
      assert.equal(u, ((words[2 * i]! >>> 5) * 67108864 + (words[2 * i + 1]! >>> 6) + 0.5) / 9007199254740992);
    });
    assert.deepEqual(normalQuantiles(column, new Float64Array(count)), column.map(normalQuantile));
    const d = to(5, 10);
    assert.deepEqual(
      transform(d, column, new Float64Array(count)),
      column.map((u) => quantile(d, u)),
    );
  }
  const hostile = Float64Array.of(
    0,
    1,
    Number.NaN,
    -1,
    2,
    5e-324,
    1e-12,
    1e-11,
    1.4e-11,
    0.075,
    0.925,
    1 - 2 ** -53,
    0.5,
  );
  assert.deepEqual(normalQuantiles(hostile, new Float64Array(hostile.length)), hostile.map(normalQuantile));
});
