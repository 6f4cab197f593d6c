// While a process waits for cores, a team of idle threads tells libgomp to let its others sleep (native/cores.cc).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { cells, native } from './native.ts';

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

/** `S` for each look after which threads sleep, `-` where they spin. */
function ways(...shares: number[]): string {
  cells.set(shares);
  native.judge(shares.length);
  return Array.from(cells.subarray(0, shares.length), (sleeps) => (sleeps ? 'S' : '-')).join('');
}
const times = (count: number, ...shares: number[]) => Array.from({ length: count }, () => shares).flat();
const S = (count: number) => 'S'.repeat(count);

test('five looks of much waiting in a row let threads sleep; fewer do not', linux, () => {
  assert.equal(ways(...times(4, 0.3), 0.1, ...times(4, 0.3)), '-'.repeat(9));
  assert.equal(ways(...times(5, 0.3)), '----S');
});

test('threads that only seem crowded for they sleep spin again after two seconds', linux, () => {
  assert.equal(ways(...times(25, 0.35), ...times(40, 0.09)), `----${S(20)}${'-'.repeat(41)}`);
});

test('where spinning waits for cores, threads sleep again at once, and try it half as often each time', linux, () => {
  assert.equal(ways(...times(5, 0.5), ...times(62, 0.5)), `----${S(20)}-${S(40)}-S`);
});

test('five quiet looks in a row let threads spin', linux, () => {
  assert.equal(ways(...times(5, 0.5), ...times(5, 0.01), ...times(5, 0.01)), `----${S(5)}------`);
});
