// Where the time of one request goes: a ResNet-18, a tensor of 224 in binary, one at a time, beside the bare fused model.
//   npm run node -- bench/serve/stages.ts [--times 300] [--threads 2]
import { mkdtempDisposableSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { resnet18, saveModel } from '@capstan/models';
import { serve } from '@capstan/serve';
import { manualSeed } from '@capstan/torch';
import { median } from '../pair.ts';

const { values } = parseArgs({ options: { times: { type: 'string', default: '300' }, threads: { type: 'string' } } });
const shape = [1, 3, 224, 224];

using folder = mkdtempDisposableSync(`${tmpdir()}/capstan-stages-`);
manualSeed(0);
await saveModel(folder.path, resnet18({ classes: 1000 }), {
  classes: Array.from({ length: 1000 }, (_, i) => `class ${i}`),
  preprocessing: {
    kind: 'image',
    size: [224, 224],
    channels: 3,
    resize: 'crop',
    ratio: 1,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  },
  input: { name: 'input', shape: [-1, 3, 224, 224], dtype: 'float32' },
  output: { name: 'logits', shape: [-1, 1000], dtype: 'float32' },
});
const threads = values.threads === undefined ? {} : { threads: Number(values.threads) };
await using server = await serve({ models: { resnet18: folder.path }, port: 0, log: 'error', ...threads });

const bytes = Buffer.from(Float32Array.from({ length: 3 * 224 * 224 }, (_, i) => Math.sin(i)).buffer);
const inputs = [{ name: 'input', shape, datatype: 'FP32', parameters: { binary_data_size: bytes.byteLength } }];
const outputs = [{ name: 'logits', parameters: { binary_data: true } }];
const head = Buffer.from(JSON.stringify({ inputs, outputs }));
const body = Buffer.concat([head, bytes]);
const headers = { 'inference-header-content-length': String(head.byteLength) };

async function ask(): Promise<number> {
  const start = performance.now();
  const response = await fetch(`${server.url}/v2/models/resnet18/infer`, { method: 'POST', headers, body });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`answered ${response.status}`);
  return performance.now() - start;
}

/** Sums so far, in milliseconds. */
async function sums(): Promise<Record<string, number>> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const found = text.matchAll(/^capstan_inference_(\w+)_duration_us\{[^}]*\} (\d+)$/gm);
  return Object.fromEntries(Array.from(found, ([, name, micros]) => [name!, Number(micros) / 1000]));
}

for (let i = 0; i < 50; i++) await ask();
const before = await sums();
const took: number[] = [];
for (let i = 0; i < Number(values.times); i++) took.push(await ask());
const after = await sums();
const mean = (name: string) => (after[name]! - before[name]!) / took.length;
const [request, queue, input, infer] = ['request', 'queue', 'compute_input', 'compute_infer'].map(mean);
const client = took.reduce((sum, millis) => sum + millis, 0) / took.length;
const rows = {
  'client: mean (median)': `${client.toFixed(2)} (${median(took).toFixed(2)})`,
  'sending, HTTP, answer on the way': (client - request!).toFixed(2),
  'body read, JSON, look for NaN': input!.toFixed(2),
  queue: queue!.toFixed(2),
  'to the engine and back, answer put together': (request! - input! - queue! - infer!).toFixed(2),
  'engine: copy in, model, copy out': infer!.toFixed(2),
};
console.log(`${cpus()[0]!.model}, ${cpus().length} threads; load ${loadavg()[0]!.toFixed(1)}; milliseconds`);
for (const [name, value] of Object.entries(rows)) console.log(`| ${name} | ${value} |`);
