import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ThreadChoice } from './thread-choice.ts';

/** Computes batches whose time is given, and says how many of them were computed with how many threads. */
function compute(choice: ThreadChoice, batches: number, rows: number, millis: (threads: number, i: number) => number) {
  const counts = new Map<number, number>();
  for (let i = 0; i < batches; i++) {
    const threads = choice.pick(rows);
    counts.set(threads, (counts.get(threads) ?? 0) + 1);
    choice.learn(rows, threads, millis(threads, i));
  }
  return (threads: number) => counts.get(threads) ?? 0;
}

const quiet = (threads: number) => (threads === 1 ? 34 : 18);
const busy = (threads: number, i: number) => (threads === 1 ? 50 + (i % 7) : 90 + 20 * (i % 5));

test('on free cores all threads compute, but for a glance now and then', () => {
  const by = compute(new ThreadChoice(2), 1000, 1, quiet);
  assert.ok(by(1) <= 32, `${by(1)} of 1000 on one`);
  assert.equal(by(1) + by(2), 1000);
});

test('beside busy neighbours one does, until they are gone', () => {
  const choice = new ThreadChoice(2);
  compute(choice, 200, 8, quiet);
  compute(choice, 100, 8, busy); // found out by then
  const during = compute(choice, 500, 8, busy);
  assert.ok(during(1) > 450, `${during(1)} of 500 on one`);
  compute(choice, 100, 8, quiet);
  const after = compute(choice, 500, 8, quiet);
  assert.ok(after(2) > 450, `${after(2)} of 500 on two`);
});

test('each size has a choice of its own, and one slow batch is soon forgotten', () => {
  const choice = new ThreadChoice(4);
  compute(choice, 300, 16, (threads) => (threads === 1 ? 10 : 40));
  assert.equal(choice.pick(16), 1);
  assert.equal(choice.pick(1), 4);
  compute(choice, 300, 1, (threads, i) => (threads === 1 ? 34 : i === 62 ? 900 : 18));
  assert.equal(choice.pick(1), 4);
});

test('where there is one thread there is nothing to choose', () => {
  const by = compute(new ThreadChoice(1), 100, 3, () => 10);
  assert.equal(by(1), 100);
});
