// Memory between JavaScript and the engine: whatever JavaScript does to a buffer, no tensor reads memory that is gone.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import test from 'node:test';
import { MessageChannel, Worker } from 'node:worker_threads';
import * as torch from '../src/index.ts';

// as: TypeScript's library declares it with the browser's things
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: { Memory: new (size: { initial: number }) => { buffer: ArrayBuffer; grow(pages: number): number } };
};
const refuses = (reason: RegExp) => (error: unknown) =>
  error instanceof torch.TorchError && error.code === 'value' && reason.test(error.message);
const ones = (length: number) => new Float32Array(length).fill(1);

test('an array whose buffer is detached, resized or posted later leaves the tensor as it was', () => {
  using _ = torch.scope();
  const port = new MessageChannel().port1;
  const ends: Record<string, (array: Float32Array<ArrayBuffer>) => void> = {
    transfer: (array) => array.buffer.transfer(0),
    structuredClone: (array) => structuredClone(array, { transfer: [array.buffer] }),
    postMessage: (array) => port.postMessage(array, [array.buffer]),
    resize: (array) => array.buffer.resize(0),
    write: (array) => array.fill(7),
  };
  for (const [name, end] of Object.entries(ends)) {
    const array = new Float32Array(new ArrayBuffer(4096, { maxByteLength: 8192 }), 0, 1024).fill(1);
    const x = torch.fromTypedArray(array, [32, 32]);
    end(array);
    assert.equal(x.sum().item(), 1024, name);
  }
  port.close();
});

test('transfer moves the memory: nothing is copied, the array is empty, the tensor keeps the bytes', () => {
  const before = torch.memory().bytes;
  const array = ones(1 << 20);
  const x = torch.fromTypedArray(array, [1024, 1024], { transfer: true });
  assert.equal(array.length, 0);
  assert.equal(array.buffer.detached, true);
  assert.equal(torch.memory().bytes, before); // nothing was taken from the engine
  assert.equal(x.sum().item(), 2 ** 20);
  x.dispose();
});

test('what cannot move is refused, and stays whole', () => {
  using _ = torch.scope();
  const buffer = new ArrayBuffer(64);
  const part = new Float32Array(buffer, 16, 4);
  assert.throws(() => torch.fromTypedArray(part, [4], { transfer: true }), refuses(/16 bytes in a buffer of 64/));
  const memory = new WebAssembly.Memory({ initial: 1 });
  const wasm = new Float32Array(memory.buffer);
  assert.throws(() => torch.fromTypedArray(wasm, [wasm.length], { transfer: true }), refuses(/cannot move/));
  const array = ones(4);
  assert.throws(() => torch.fromTypedArray(array, [3], { transfer: true }), /needs 12 bytes/);
  assert.equal(array.length, 4);
  assert.equal(torch.fromTypedArray(wasm, [wasm.length]).sum().item(), 0);
  memory.grow(1); // detaches the old buffer
  const detached = ones(4);
  detached.buffer.transfer();
  assert.throws(() => torch.fromTypedArray(detached, [4]), /needs 16 bytes, the array holds 0/);
  assert.throws(() => torch.fromTypedArray(detached, [4], { transfer: true }), /needs 16 bytes/);
});

test('a SharedArrayBuffer is shared: writes are seen both ways, growing it moves nothing', () => {
  using _ = torch.scope();
  const buffer = new SharedArrayBuffer(16, { maxByteLength: 1 << 16 });
  const array = new Float32Array(buffer, 0, 4).fill(1);
  const x = torch.fromTypedArray(array);
  array[0] = 5;
  assert.equal(x.sum().item(), 8);
  x.mul_(2);
  assert.equal(array[0], 10);
  buffer.grow(1 << 16);
  assert.equal(x.sum().item(), 16);
});

test('memory lent by a worker that ends is copied before it is shared', async () => {
  const entry = JSON.stringify(new URL('../src/index.ts', import.meta.url).href);
  const body = `import * as torch from ${entry}; import { parentPort } from 'node:worker_threads';
    const x = torch.fromTypedArray(new Float32Array(1 << 20).fill(3), [1 << 20], { transfer: true });
    parentPort.postMessage(torch.share(x.narrow(0, 1, 1000)));`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(body)}`));
  const ended = once(worker, 'exit'); // waited for from now on: it may come along with the message
  const [ticket] = (await once(worker, 'message')) as [torch.Ticket]; // as: what the worker posts
  await ended;
  using x = torch.receive(ticket);
  assert.equal(x.sum().item(), 3000);
});

// Under an allocator that unmaps what is freed, so that a late read ends the process.
test('collecting every buffer that a tensor was made of leaves the tensor readable', () => {
  const script = `import * as torch from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)};
    const made = [];
    for (let i = 0; i < 40; i++) {
      const array = new Float32Array(1 << 18).fill(i);
      made.push(torch.fromTypedArray(array, [1 << 18], { transfer: i % 2 === 0 }));
      if (i % 2) array.buffer.transfer(0);
      if (i % 5 === 0) gc();
    }
    gc();
    console.log(made.map((x) => x.max().item()).join());`;
  const output = execFileSync(
    process.execPath,
    ['--expose-gc', '--input-type=module-typescript', '--no-warnings', '-e', script],
    { encoding: 'utf8' },
  );
  assert.equal(output.trim(), Array.from({ length: 40 }, (_, i) => i).join());
});
