import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { whenSpent } from './when-spent.ts';

test('a limit that is reached while work goes on fires the signal; one that is reached already fires it at once', async () => {
  let looks = 0;
  using spent = whenSpent(() => looks++, 2);
  assert.equal(spent.signal.aborted, false);
  const alive = setInterval(() => {}, 1000); // the timer of the signal keeps no process alive
  await once(spent.signal, 'abort');
  clearInterval(alive);
  assert.equal(looks, 3);
  using before = whenSpent(() => 5, 5);
  assert.equal(before.signal.aborted, true);
});
