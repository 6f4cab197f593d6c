import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { cifarResnet20, saveModel } from '@capstan/models';
import { serve } from '@capstan/serve';
import { fromTypedArray, inferenceMode, manualSeed, type Tensor } from '@capstan/torch';
import sharp from 'sharp';
import { peersPython } from '../peers/python.mjs';

const run = promisify(execFile);

/** The Python that has Triton's client, or why there is none. */
async function clientPython(): Promise<{ python?: string; skip?: string }> {
  try {
    const python = peersPython();
    await run(python, ['-c', 'import tritonclient.http']);
    return { python };
  } catch {
    return { skip: "tritonclient is not there; node bench/peers/setup.mjs makes the peers' environment" };
  }
}

type Found = Record<string, unknown> & {
  binary: number[][];
  json: number[][];
  async: number[][];
  pictures: number[][];
};

type Duration = { count: number; ns: number };
type Stats = {
  name: string;
  last_inference: number;
  inference_count: number;
  execution_count: number;
  inference_stats: Record<string, Duration>;
  batch_stats: { batch_size: number; compute_infer: Duration }[];
};
const sum = (counts: number[]) => counts.reduce((a, b) => a + b, 0);

const { python, skip } = await clientPython();

test("Triton's own client is answered in every form", { skip: skip ?? false }, async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'capstan-triton-'));
  const dir = join(folder.path, 'model');
  const picture = join(folder.path, 'picture.png');
  const square = sharp({ create: { width: 60, height: 40, channels: 3, background: '#a05030' } });
  await writeFile(picture, await square.png().toBuffer());
  manualSeed(0);
  const model = cifarResnet20({});
  model.eval();
  await saveModel(dir, model, {
    classes: Array.from('abcdefghij'),
    preprocessing: {
      kind: 'image',
      size: [32, 32],
      channels: 3,
      resize: 'crop',
      ratio: 1,
      mean: [0.5, 0.5, 0.5],
      std: [0.5, 0.5, 0.5],
    },
    input: { name: 'input', shape: [-1, 3, 32, 32], dtype: 'float32' },
    output: { name: 'logits', shape: [-1, 10], dtype: 'float32' },
  });
  const logits = (values: Float32Array) =>
    inferenceMode(() => (model.forward(fromTypedArray(values, [1, 3, 32, 32])) as Tensor).toArray() as number[][]);
  const near = (actual: number[][], [expected]: number[][]) => {
    for (const row of actual) {
      assert.equal(row.length, 10);
      for (const [i, value] of row.entries()) assert.ok(Math.abs(value - expected![i]!) < 1e-4, `${value}`);
    }
  };

  await using server = await serve({ models: { cifar: dir }, port: 0, threads: 1, log: 'silent' });
  const script = join(import.meta.dirname, 'triton_client.py');
  const { stdout } = await run(python!, [script, new URL(server.url).host, 'cifar', picture]);
  const found = JSON.parse(stdout) as Found; // as: printed by the script

  for (const state of ['live', 'ready', 'modelReady', 'versionReady']) assert.equal(found[state], true, state);
  assert.equal(found.absentReady, false);
  assert.equal((found.server as { name: string }).name, 'capstan');
  const metadata = found.metadata as { name: string; inputs: unknown };
  assert.equal(metadata.name, 'cifar');
  assert.deepEqual(metadata.inputs, [{ name: 'input', datatype: 'FP32', shape: [-1, 3, 32, 32] }]);
  assert.equal(found.id, 'mine');

  assert.deepEqual(found.index, [{ name: 'cifar', version: '1', state: 'READY', reason: '' }]);
  const config = found.config as { max_batch_size: number; input: unknown };
  assert.equal(config.max_batch_size, 32);
  assert.deepEqual(config.input, [{ name: 'input', data_type: 'TYPE_FP32', dims: [3, 32, 32] }]);
  assert.deepEqual(found.versionConfig, config);
  assert.match(String(found.load), /models are not loaded over HTTP/);

  const expected = logits(Float32Array.from({ length: 3072 }, (_, i) => Math.sin(i)));
  for (const form of ['binary', 'json', 'async'] as const) near(found[form], expected);
  const best = expected[0]!.indexOf(Math.max(...expected[0]!));
  assert.match((found.labels as string[])[0]!, new RegExp(`^[-\\d.]+:${best}:${'abcdefghij'[best]}$`));
  const channels = [0xa0, 0x50, 0x30].map((value) => (value / 255 - 0.5) / 0.5);
  assert.equal(found.pictures.length, 2);
  near(found.pictures, logits(Float32Array.from({ length: 3072 }, (_, i) => channels[Math.floor(i / 1024)]!)));

  // binary, async, labels and json with a row each, pictures with two; three refusals
  const { model_stats: stats } = found.statistics as { model_stats: Stats[] };
  const [{ inference_stats: times, batch_stats: batches, ...counts }] = stats as [Stats];
  assert.equal(counts.name, 'cifar');
  assert.equal(counts.inference_count, 6);
  assert.ok(Math.abs(counts.last_inference - Date.now()) < 600_000);
  for (const part of ['success', 'queue', 'compute_input', 'compute_infer', 'compute_output']) {
    assert.equal(times[part]?.count, 5, part);
  }
  assert.ok(times.success!.ns >= times.compute_infer!.ns && times.compute_infer!.ns > 0);
  assert.equal(times.fail?.count, 3);
  assert.equal(sum(batches.map(({ compute_infer }) => compute_infer.count)), counts.execution_count);
  assert.equal(sum(batches.map(({ batch_size, compute_infer }) => batch_size * compute_infer.count)), 6);
  assert.deepEqual(found.allStatistics, found.statistics);

  assert.match(String(found.unknownModel), /there is no model "absent"; this server has cifar/);
  assert.match(String(found.wrongShape), /expected shape \[-1, 3, 32, 32\]/);
  assert.match(String(found.wrongType), /expected datatype FP32, received INT32/);
  assert.match(String(found.unknownOutput), /unknown output "absent"; this model gives "logits"/);
});
