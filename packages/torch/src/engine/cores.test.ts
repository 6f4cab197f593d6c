// While a process waits for cores, a team of idle threads tells libgomp to let its others sleep (native/cores.cc).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';

const CHILD = new URL('testing/cores-child.ts', import.meta.url).pathname;
const { OMP_WAIT_POLICY: _, GOMP_SPINCOUNT: __, OMP_NUM_THREADS: ___, ...clean } = process.env;
const child = (env: Record<string, string>): Record<string, unknown> =>
  JSON.parse(execFileSync(process.execPath, [CHILD], { env: { ...clean, ...env }, encoding: 'utf8' })) as Record<
    string,
    unknown
  >; // as: the child's own words
const linux = process.platform === 'linux' ? {} : { skip: 'libgomp is the engine’s on Linux only' };

test('a team of idle threads, one more than cores, comes and goes; children decide for themselves', linux, () => {
  const { idle, ...others } = child({});
  assert.deepEqual(others, { inherited: null, on: true, computes: true, off: false, ended: true });
  assert.ok(Number(idle) > availableParallelism(), `${idle} threads`); // cores that a quota forbids are counted, too
});

for (const [name, value] of [
  ['GOMP_SPINCOUNT', '500'],
  ['OMP_WAIT_POLICY', 'ACTIVE'],
] as const)
  test(`who sets ${name} decides: nothing is switched`, linux, () => {
    const { inherited, error } = child({ [name]: value });
    assert.equal(inherited, name === 'GOMP_SPINCOUNT' ? value : null);
    assert.match(String(error), /not watched/);
  });
