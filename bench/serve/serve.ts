// Served ResNet-18, one picture a request: ours ÷ FastAPI with PyTorch, in turn in one run, the same load on both.
//   node bench/serve/serve.ts [--rounds 3] [--seconds 4] [--case jpeg-224,tensor-224,jpeg-32] [--at 1,8]
//     [--peer '{"TUNED":"frozen"}'] [--ours '{"precision":"bfloat16"}']
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { resnet18, saveModel } from '@capstan/models';
import { manualSeed } from '@capstan/torch';
import sharp, { type Sharp } from 'sharp';
import { median } from '../pair.ts';
import { peersPython } from '../peers/python.mjs';
import { type Figures, type Load, load } from './load.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
    case: { type: 'string', default: 'jpeg-224,tensor-224,jpeg-32' },
    at: { type: 'string', default: '1,8' },
    peer: { type: 'string', default: '{}' },
    ours: { type: 'string', default: '{}' },
  },
});
const CLASSES = 1000;
const here = (name: string) => join(import.meta.dirname, name);

/** A program that prints a line once it answers; it ends with its input. */
async function start(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv,
): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  const { value } = await createInterface({ input: child.stdout! })[Symbol.asyncIterator]().next();
  return { child, line: String(value) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number }; // as: it listens on TCP
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A photograph of this size: of the real ones where they are, else noise. */
async function jpeg(size: number): Promise<Buffer> {
  const folder = join(process.env.CAPSTAN_DATA ?? here('../../../shared/data'), 'bccd/BCCD/JPEGImages');
  let source: Sharp;
  try {
    source = sharp(join(folder, readdirSync(folder).sort()[3]!));
  } catch {
    const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
    source = sharp({ create: { width: 640, height: 480, channels: 3, background: '#000', noise } });
  }
  return source.resize(size, size, { fit: 'cover' }).jpeg({ quality: 90 }).toBuffer();
}

async function saveResnet(dir: string, size: number): Promise<void> {
  manualSeed(0);
  await saveModel(dir, resnet18({ classes: CLASSES }), {
    classes: Array.from({ length: CLASSES }, (_, i) => `class ${i}`),
    preprocessing: {
      kind: 'image',
      size: [size, size],
      channels: 3,
      resize: 'crop',
      ratio: 1,
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
    },
    input: { name: 'input', shape: [-1, 3, size, size], dtype: 'float32' },
    output: { name: 'logits', shape: [-1, CLASSES], dtype: 'float32' },
  });
}

function tensorLoads(ours: string, peer: string, size: number): [Load, Load] {
  const row = Float32Array.from({ length: 3 * size * size }, (_, i) => Math.sin(i));
  const bytes = Buffer.from(row.buffer);
  const input = { name: 'input', shape: [1, 3, size, size], datatype: 'FP32' };
  const outputs = [{ name: 'logits', parameters: { binary_data: true } }];
  const head = Buffer.from(
    JSON.stringify({ inputs: [{ ...input, parameters: { binary_data_size: bytes.byteLength } }], outputs }),
  );
  const type = { 'content-type': 'application/octet-stream' };
  const headers = { ...type, 'inference-header-content-length': String(head.byteLength) };
  return [
    { url: `${ours}/v2/models/resnet18/infer`, headers, body: Buffer.concat([head, bytes]) },
    { url: `${peer}/tensor`, headers: type, body: bytes },
  ];
}

async function compare(name: string, dir: string): Promise<void> {
  const [kind, size] = [name.split('-')[0]!, Number(name.split('-')[1])];
  await saveResnet(dir, size);
  const port = await freePort();
  const peerUrl = `http://127.0.0.1:${port}`;
  const settings = JSON.parse(values.peer) as Record<string, string>; // as: the person's own options
  const env = {
    PORT: String(port),
    SIZE: String(size),
    CLASSES: String(CLASSES),
    WEIGHTS: join(dir, 'model.safetensors'),
  };
  const ours = await start(
    process.execPath,
    [here('ours.ts'), JSON.stringify({ dir, ...JSON.parse(values.ours) })],
    {},
  );
  const peer = spawn(peersPython(), [here('peer.py')], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env, ...settings },
  });
  try {
    await until(() =>
      fetch(`${peerUrl}/docs`).then(
        () => true,
        () => false,
      ),
    );
    const about = await (await fetch(`${ours.line}/v2/models/resnet18`)).json();
    const { computed = 'as it is' } = (about as { parameters: { computed?: string } }).parameters; // as: our own server
    if (!computed.startsWith('fused') && !values.ours.includes('optimize')) {
      throw new Error(`ResNet-18 is served ${computed}, not fused: prepare.ts could not make it fast`);
    }
    const image = await jpeg(size);
    const type = { 'content-type': 'image/jpeg' };
    const loads: [Load, Load] =
      kind === 'tensor'
        ? tensorLoads(ours.line, peerUrl, size)
        : [
            { url: `${ours.line}/predict?top=5`, headers: type, body: image },
            { url: `${peerUrl}/predict`, headers: type, body: image },
          ];
    for (const concurrency of values.at.split(',').map(Number)) await measure(name, loads, concurrency);
  } finally {
    ours.child.stdin!.end();
    peer.kill();
    await Promise.all(
      [ours.child, peer].map((child) => child.exitCode ?? new Promise((done) => child.once('exit', done))),
    );
  }
}

async function measure(name: string, [ours, peer]: [Load, Load], concurrency: number): Promise<void> {
  const seconds = Number(values.seconds);
  for (const side of [ours, peer]) await load(side, concurrency, seconds / 4); // warm
  const pairs: [Figures, Figures][] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const first = round % 2 === 0;
    const a = first ? await load(ours, concurrency, seconds) : undefined;
    const b = await load(peer, concurrency, seconds);
    pairs.push([a ?? (await load(ours, concurrency, seconds)), b]);
  }
  const of = (side: 0 | 1, key: keyof Figures) => median(pairs.map((pair) => pair[side][key])).toFixed(1);
  const ratio = (key: keyof Figures) => pairs.map(([a, b]) => a[key] / b[key]).sort((x, y) => x - y);
  const rate = ratio('perSecond');
  const cells = [
    `${name}, ${concurrency} at once`.padEnd(22),
    `${of(0, 'perSecond')} against ${of(1, 'perSecond')}`.padStart(21),
    `${median(rate).toFixed(2)} [${rate[0]!.toFixed(2)}–${rate.at(-1)!.toFixed(2)}]`.padStart(17),
    `${of(0, 'p50')} against ${of(1, 'p50')}`.padStart(21),
    `${of(0, 'p99')} against ${of(1, 'p99')}`.padStart(21),
    median(ratio('p99')).toFixed(2).padStart(5),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the peer did not start within a minute');
}

console.log(
  `${cpus()[0]!.model}, ${cpus().length} threads; ours ÷ peer, medians of ${values.rounds} pairs of ${values.seconds} s`,
);
console.log(
  `peer: ${JSON.stringify({ THREADS: '2', AT_ONCE: '1', TUNED: '', ...JSON.parse(values.peer) })}, ours: ${values.ours}`,
);
console.log(`load of the machine before: ${loadavg()[0]!.toFixed(1)}\n`);
console.log(
  '| ResNet-18, float32     |            requests/s |             ratio |               p50, ms |               p99, ms | ratio |',
);
console.log('|---|--:|--:|--:|--:|--:|');
for (const name of values.case.split(',')) {
  const dir = mkdtempSync(join(tmpdir(), 'capstan-bench-'));
  try {
    await compare(name, dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
}
