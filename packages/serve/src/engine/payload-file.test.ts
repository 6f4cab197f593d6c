import assert from 'node:assert/strict';
import { readSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Fastify from 'fastify';
import { view } from '../protocol/datatypes.ts';
import { row } from '../testing/infer.ts';
import { cifarModel, temporaryFolder } from '../testing/models.ts';
import { Engine } from './engine.ts';
import { decodePrelude, encodeFrame, frameKind, inFile } from './frames.ts';
import { PayloadFile } from './payload-file.ts';

const piece = (length: number, seed: number) => Uint8Array.from({ length }, (_, i) => (i * 31 + seed) & 255);

test('what is put is read back; one at a time, neither small nor huge', { skip: process.platform === 'win32' }, () => {
  using file = new PayloadFile();
  const pieces = [piece(50_000, 1), piece(30_000, 2)];
  assert.equal(file.put(pieces), 80_000);
  const seen = Buffer.alloc(80_000);
  readSync(file.fd!, seen, 0, 80_000, 0);
  assert.ok(seen.equals(Buffer.concat(pieces)));
  assert.equal(file.put(pieces), undefined); // the one before may not have been read
  file.free();
  assert.equal(file.put([piece(100, 3)]), undefined);
  assert.equal(file.put([new Uint8Array(5 * 2 ** 20)]), undefined);
  assert.equal(file.put([piece(70_000, 4)]), 70_000);
  file.free();
  file[Symbol.dispose]();
  assert.equal(file.put(pieces), undefined);
});

test('a head says where its payload is', () => {
  const [head] = encodeFrame(frameKind.infer, 7, { a: 1 }, [[piece(80_000, 1)]]);
  const plain = { kind: frameKind.infer, id: 7, metaBytes: 7, payloadBytes: 80_000 };
  assert.deepEqual(decodePrelude(head!), { ...plain, isInFile: false });
  assert.deepEqual(decodePrelude(inFile(head!)), { ...plain, isInFile: true });
});

test('an engine computes the same of rows that come through the channel and in the file', async () => {
  await using folder = await temporaryFolder();
  const dir = await cifarModel(join(folder.path, 'cifar'));
  const options = { dir, device: 'cpu', threads: 1, optimize: true, precision: 'float32', maxBatch: 8 } as const;
  const timings = { startTimeoutMs: 600_000, engineTimeoutMs: 600_000, heartbeatMs: 600_000 };
  await using engine = new Engine(options, timings, Fastify({ logger: false }).log, {
    onState: () => {},
    refuse: () => undefined,
  });
  await engine.start();
  const logits = async (seeds: number[]) => {
    const pieces = seeds.map((seed) => new Uint8Array(row(seed).buffer));
    const { outputs } = await engine.run([
      { name: 'input', datatype: 'FP32', shape: [seeds.length, 3, 32, 32], pieces },
    ]);
    return Array.from(view('FP32', outputs[0]!.bytes), Number);
  };
  const seeds = Array.from({ length: 400 }, (_, i) => i % 8);
  const [one, eight, all] = [await logits([5]), await logits(seeds.slice(0, 8)), await logits(seeds)]; // 12 kB, 98 kB, 5 MB
  const near = (a: number[], b: number[]) => {
    assert.equal(a.length, b.length);
    a.forEach((value, i) => {
      assert.ok(Math.abs(value - b[i]!) < 1e-4, `${i}: ${value} and ${b[i]}`);
    });
  };
  near(eight.slice(50, 60), one);
  near(all.slice(-80), eight);
  // Calls that overlap: the second's payload may not overwrite the first's.
  const [first, second] = await Promise.all([logits(seeds.slice(0, 8)), logits(seeds.slice(0, 8).toReversed())]);
  near(first, eight);
  near(second.slice(20, 30), one);
});
