import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TorchError } from '../errors.ts';
import { collect } from './ranks/collect.ts';

async function errors(
  what: string,
): Promise<{ seen: { code: string; message: string }[]; failure: unknown; lines: string }> {
  const { values, failure, lines } = await collect('failures.ts', { args: [what] });
  const seen = (values.error ?? []) as { code: string; message: string }[];
  return { seen, failure, lines: lines.join('\n') };
}

describe('failures of a rank', () => {
  it('names the rank that never arrives, after the time-out', async () => {
    const { seen, lines } = await errors('missing');
    assert.equal(seen[0]?.code, 'distributed', lines);
    assert.match(seen[0].message, /1 of 2 ranks came within 4000 ms; missing: rank 1\n.*started/);
  });

  it('is an error on the others when a rank is killed', async () => {
    const { seen, failure, lines } = await errors('killed');
    assert.equal(seen[0]?.code, 'distributed', lines);
    assert.match(seen[0].message, /nothing is heard of rank 1/);
    assert.ok(failure instanceof TorchError);
    assert.match(failure.message, /rank 1 of 2 was ended by SIGKILL/);
  });

  it('is an error on the others when rank 0, which serves the store, is killed', async () => {
    const { seen, lines } = await errors('killed server');
    assert.equal(seen[1]?.code, 'distributed', lines);
    assert.match(seen[1].message, /rank 0, which serves the store, has ended/);
  });

  it('is an error of backward when a rank is killed in the middle of a step', async () => {
    const { seen, lines } = await errors('killed in backward');
    assert.equal(seen[0]?.code, 'distributed', lines);
    assert.match(seen[0].message, /^backward: .*\n.*last lines/s);
  });

  it('is an error after the time-out when a rank hangs', async () => {
    const { seen, lines } = await errors('hangs');
    assert.equal(seen[0]?.code, 'distributed', lines);
    assert.match(seen[0].message, /[Tt]imed out.*nothing is heard of rank 1/);
  });

  it('says where each rank stood when their calls differ', async () => {
    const { seen, lines } = await errors('other call');
    const said = seen.map((error) => error.message).join('\n');
    assert.match(said, /stood at allReduce, its collective 2/, lines);
    assert.match(said, /stood at barrier, its collective 2/, lines);
  });

  it('refuses different models', async () => {
    const { seen, lines } = await errors('other model');
    assert.equal(seen.length, 2, lines);
    for (const { code, message } of seen) {
      assert.equal(code, 'distributed');
      assert.match(message, /same model/);
    }
  });
});
