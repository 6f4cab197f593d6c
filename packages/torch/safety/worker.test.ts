import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import test from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import * as torch from '../src/index.ts';
import { collectGarbage } from '../src/testing/collect-garbage.ts';

const entry = JSON.stringify(new URL('../src/index.ts', import.meta.url).href);
const source = (body: string) =>
  `import * as torch from ${entry};\nimport { parentPort, workerData } from 'node:worker_threads';\n${body}`;
const start = (body: string, data?: unknown) =>
  new Worker(new URL(`data:text/javascript,${encodeURIComponent(source(body))}`), { workerData: data });

test('several workers load the engine, work at once and end with live tensors', async () => {
  const workers = Array.from({ length: 4 }, () =>
    start(
      'const x = torch.ones([64, 64]); for (let i = 0; i < 50; i++) x.matmul(x); parentPort.postMessage(x.sum().item());',
    ),
  );
  const ends = workers.map((worker) => once(worker, 'exit'));
  for (const [sum] of await Promise.all(workers.map((worker) => once(worker, 'message')))) assert.equal(sum, 4096);
  for (const [code] of await Promise.all(ends)) assert.equal(code, 0);
  assert.equal(torch.ones([2]).sum().item(), 2);
});

test('a shared tensor has the same storage in the other thread, and its ticket is good for one', async () => {
  const x = torch.zeros([4]);
  const worker = start(`parentPort.on('message', (ticket) => {
    torch.receive(ticket).add_(3);
    let again = '';
    try { torch.receive(ticket); } catch (error) { again = error.code; }
    parentPort.postMessage(again);
    parentPort.close();
  });`);
  const end = once(worker, 'exit');
  worker.postMessage(torch.share(x));
  assert.deepEqual((await once(worker, 'message'))[0], 'value');
  await end;
  assert.deepEqual(x.toArray(), [3, 3, 3, 3]);
  assert.throws(
    () => torch.receive({ _handle: 1 } as never),
    (error) => error instanceof torch.TorchError && error.code === 'type' && /torch.share/.test(error.message),
  );
});

test('posting a tensor fails and says what to do, also inside of objects, scopes and transfer lists', async () => {
  const worker = start("parentPort.once('message', () => parentPort.close());");
  const end = once(worker, 'exit');
  const refused = (error: unknown) => error instanceof Error && /post torch\.share\(tensor\)/.test(error.message);
  const free = torch.ones([2]);
  assert.throws(() => worker.postMessage(free), refused);
  assert.throws(() => worker.postMessage({ batch: [free] }), refused);
  assert.throws(() => structuredClone(free), refused);
  {
    using _ = torch.scope();
    assert.throws(() => worker.postMessage(torch.ones([2])), refused);
  }
  assert.throws(() => worker.postMessage(free, [free as never]), Error);
  assert.equal(free.sum().item(), 2);
  worker.postMessage('done');
  await end;
});

const draws = `let sum = 0; const drawn = []; torch.manualSeed(1);
  for (let i = 0; i < 300; i++) { using _ = torch.scope(); drawn.push(torch.rand([1]).item(), torch.nn.functional.dropout(torch.ones([4]), { p: 0.5 }).sum().item()); }
  parentPort.postMessage(drawn);`;

test('each thread draws from a generator of its own: equal seeds give equal numbers, whoever else draws', async () => {
  const drawn = async () => (await once(start(draws), 'message'))[0] as number[]; // as: what the source posts
  torch.manualSeed(7);
  const state = torch.getRngState();
  const next = torch.rand([4]).toArray();
  torch.setRngState(state);
  const alone = await drawn();
  const together = Promise.all([drawn(), drawn(), drawn()]);
  assert.deepEqual(torch.rand([4]).toArray(), next);
  for (const each of await together) assert.deepEqual(each, alone);
  torch.manualSeed(1);
  assert.equal(torch.rand([1]).item(), alone[0]);
});

test('a thread that has drawn and ended leaves the numbers of the others alone', async () => {
  torch.manualSeed(7);
  const state = torch.getRngState();
  const next = torch.rand([4]).toArray();
  torch.setRngState(state);
  const worker = start(draws);
  await once(worker, 'exit');
  assert.deepEqual(torch.rand([4]).toArray(), next);
});

test('threads that nobody seeds do not draw the same numbers', async () => {
  const body = 'parentPort.postMessage(torch.rand([8]).toArray());';
  const lists = await Promise.all([1, 2, 3].map(async () => (await once(start(body), 'message'))[0] as number[])); // as: above
  assert.equal(new Set(lists.map((list) => JSON.stringify(list))).size, 3);
});

test('modes and the default device are of one thread; determinism, precision and the default dtype of the process', async () => {
  const here = () => ({
    grad: torch.isGradEnabled(),
    device: torch.getDefaultDevice(),
    dtype: torch.getDefaultDtype(),
    deterministic: torch.areDeterministicAlgorithmsEnabled(),
    precision: torch.getFloat32MatmulPrecision(),
  });
  const before = here();
  const looked = new Int32Array(new SharedArrayBuffer(4));
  const worker = start(
    `torch.setDefaultDevice('meta'); torch.setDefaultDtype('float64'); torch.useDeterministicAlgorithms(true);
    torch.setFloat32MatmulPrecision('high');
    torch.noGrad(() => torch.autocast('cpu', { dtype: 'bfloat16' }, () => {
      parentPort.postMessage('set');
      Atomics.wait(workerData, 0, 0);
    }));`,
    looked,
  );
  try {
    await once(worker, 'message');
    assert.deepEqual(here(), { ...before, dtype: 'float64', deterministic: true, precision: 'high' });
    assert.equal(torch.ones([2, 2]).matmul(torch.ones([2, 2])).dtype, 'float64');
  } finally {
    Atomics.store(looked, 0, 1);
    Atomics.notify(looked, 0);
    await once(worker, 'exit');
    torch.setDefaultDtype(before.dtype);
    torch.useDeterministicAlgorithms(before.deterministic);
    torch.setFloat32MatmulPrecision(before.precision);
  }
});

test('terminate() in the middle of an operator ends the worker alone', async () => {
  collectGarbage(); // what earlier tests left would otherwise go meanwhile
  await setImmediate();
  const before = torch.memory().bytes;
  for (const delay of [1, 20, 60]) {
    const worker = start("const x = torch.randn([300, 300]); parentPort.postMessage(''); for (;;) x.matmul(x);");
    await once(worker, 'message');
    await new Promise((resolve) => setTimeout(resolve, delay));
    await worker.terminate();
  }
  assert.ok(torch.memory().bytes <= before, `${torch.memory().bytes} bytes are held, ${before} were before`);
});

test('process.exit() with busy workers is clean', () => {
  const body = JSON.stringify(
    source("const x = torch.randn([300, 300]); parentPort.postMessage(''); for (;;) x.matmul(x);"),
  );
  const main = `import { Worker } from 'node:worker_threads'; import * as torch from ${entry}; torch.ones([2]);
    const worker = new Worker(new URL('data:text/javascript,' + encodeURIComponent(${body})));
    worker.once('message', () => setTimeout(() => process.exit(7), 20));`;
  try {
    execFileSync(process.execPath, ['--input-type=module', '-e', main], { stdio: 'pipe' });
    assert.fail('expected exit code 7');
  } catch (error) {
    assert.equal((error as { status: number }).status, 7); // as: execFileSync's error
  }
});
