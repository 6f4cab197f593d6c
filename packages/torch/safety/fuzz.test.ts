import assert from 'node:assert/strict';
import test from 'node:test';
import { fuzz } from './fuzz.ts';

// One seed of many: `node packages/torch/safety/fuzz.ts --calls 100000` makes the long run.
for (const reaching of [false, true])
  test(`calls ${reaching ? 'that reach the kernels' : 'with wrong arguments'} give errors of ours alone, and leave no tensor behind`, async () => {
    const result = await fuzz({ calls: 4000, seed: 1, reaching });
    assert.deepEqual(result.crashes, []);
    assert.deepEqual(result.foreign, []);
    assert.equal(result.calls, 4000);
    assert.equal(result.leaked, 0);
    assert(result.threw > 1000 && result.returned > 50);
  });
