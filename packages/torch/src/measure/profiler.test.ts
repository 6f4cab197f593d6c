import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import * as torch from '../index.ts';

function step(): void {
  using _ = torch.scope();
  const w = torch.ones([8, 4], { requiresGrad: true });
  torch.ones([2, 8]).matmul(w).relu().sum().backward();
}

test('the profiler sees operators, shapes and backward, and writes a Chrome trace', async () => {
  const profile = await torch.profile(step);
  const names = profile.events.map((event) => event.name);
  for (const name of ['aten::ones', 'aten::matmul', 'aten::mm', 'aten::relu']) assert(names.includes(name), name);
  assert(profile.events.some((event) => event.backward));
  const mm = profile.events.find((event) => event.name === 'aten::mm');
  assert.equal(mm?.shapes, '[2, 8] Float; [8, 4] Float');
  const table = profile.table();
  assert(table.every((row) => row.self <= row.total + 1e-6 && row.self >= 0));
  assert.match(String(profile), /operator +self +total +calls/);
  const folder = await mkdtemp(join(tmpdir(), 'capstan-'));
  const path = join(folder, 'trace.json');
  await profile.exportChromeTrace(path);
  const { traceEvents } = JSON.parse(await readFile(path, 'utf8'));
  assert.equal(traceEvents.length, profile.events.length);
  assert(traceEvents.every((event: { ph: string; ts: number; dur: number }) => event.ph === 'X' && event.dur >= 0));
  await rm(folder, { recursive: true });
});

test('a profiler stops when the body throws, and two at once are refused', async () => {
  await assert.rejects(
    torch.profile(() => {
      throw new Error('body');
    }),
    /body/,
  );
  await assert.rejects(
    torch.profile(() => torch.profile(step)),
    /already running/,
  );
  assert((await torch.profile(step)).events.length > 0);
});

test('an observer is told of every operator with its tensors', () => {
  const seen: torch.OperatorCall[] = [];
  torch.observeOperators(step, (call) => seen.push(call));
  const mm = seen.filter((call) => call.name === 'aten::mm');
  assert.equal(mm.length, 2); // forward, and the gradient of w
  assert.deepEqual(
    mm[0]!.inputs.map((tensor) => tensor.shape),
    [
      [2, 8],
      [8, 4],
    ],
  );
  assert.deepEqual(mm[0]!.outputs, [{ shape: [2, 4], dtype: 'float32', bytes: 32 }]);
  const before = seen.length;
  step();
  assert.equal(seen.length, before);
});

test('what an observer throws arrives', () => {
  assert.throws(
    () =>
      torch.observeOperators(step, () => {
        throw new RangeError('observer');
      }),
    /observer/,
  );
  step();
});
