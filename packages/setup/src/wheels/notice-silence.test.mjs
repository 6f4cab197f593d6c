import assert from 'node:assert/strict';
import { it } from 'node:test';
import { noticeSilence } from './notice-silence.mjs';

it('says once in 20 s that nothing comes, and is quiet while something does', () => {
  let time = 0;
  /** @type {string[]} */
  const said = [];
  const silence = noticeSilence({ now: () => time, tell: (line) => said.push(line) });
  for (; time <= 30_000; time += 200) silence(time); // bytes come
  assert.deepEqual(said, []);
  for (; time <= 75_000; time += 200) silence(30_000);
  assert.equal(said.length, 2);
  assert.match(said[0] ?? '', /nothing has come for 20 s; it is tried again/);
});
