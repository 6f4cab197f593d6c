// Every recorded aten call, through the public entry: the same overload is chosen, and the results are PyTorch's.
import assert from 'node:assert/strict';
import test from 'node:test';
import * as torch from '../src/index.ts';
import { cases, comparable, run } from './run.ts';

test('at least 600 operators give PyTorch’s results', () => {
  const before = torch.memory().tensors;
  const failures: string[] = [];
  const others = new Set<string>();
  const compared = cases.filter(comparable);
  for (const one of compared) {
    using _ = torch.scope();
    try {
      if (!run(one)) others.add(`${one.op}.${one.overload}`);
    } catch (error) {
      failures.push(`${one.op}.${one.overload}: ${String((error as Error).message).split('\n')[0]}`); // as: whatever was thrown
    }
  }
  assert.deepEqual(failures, []);
  assert(new Set(compared.map((one) => one.op)).size >= 600);
  // Where two overloads accept the same JavaScript values (a number is both an integer and a float), either may be
  // chosen if the results are equal; that is rare.
  assert(
    others.size <= 0.08 * compared.length,
    `${others.size} other overloads: ${[...others].slice(0, 40).join(' ')}`,
  );
  assert.equal(torch.memory().tensors, before);
});
