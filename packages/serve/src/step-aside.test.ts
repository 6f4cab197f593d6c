import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { test } from 'node:test';
import { RequestParser } from './protocol/request-parser.ts';

/** The priority of each thread of this process, as Linux counts: 19 is the lowest. */
function priorities(): number[] {
  return readdirSync('/proc/self/task').flatMap((thread) => {
    try {
      const text = readFileSync(`/proc/self/task/${thread}/stat`, 'latin1');
      return [Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[16])];
    } catch {
      return []; // it is gone
    }
  });
}

test('megabytes of JSON are read behind what else wants a processor', {
  skip: process.platform === 'linux' ? false : 'only Linux has a priority for each thread',
}, async () => {
  const own = getPriority();
  await using parser = new RequestParser();
  const spec = { name: 'x', datatype: 'FP32' as const, shape: [-1, 100_000] };
  const input = { name: 'x', datatype: 'FP32', shape: [1, 100_000], data: new Array(100_000).fill(0.5) };
  const body = new TextEncoder().encode(JSON.stringify({ inputs: [input] }));
  const signature = { inputs: [spec], outputs: [] };
  const read = await parser.parse(body, signature, { headerLength: undefined, nonFinite: 'refuse', maxRows: 4 });
  assert.equal(read.rows, 1);
  assert.ok(priorities().includes(Math.min(19, own + 5)));
  assert.equal(getPriority(), own); // this thread's stays
});
