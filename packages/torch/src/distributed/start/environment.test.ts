import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as torch from '../../index.ts';

const { distributed } = torch;
const good = { RANK: '1', WORLD_SIZE: '4', LOCAL_RANK: '1', MASTER_ADDR: 'localhost', MASTER_PORT: '29500' };
const refused = (message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof torch.TorchError);
  assert.equal(error.code, 'distributed');
  assert.match(error.message, message);
  return true;
};

describe('the environment of a rank', () => {
  it("reads torchrun's variables", () => {
    const { rank, worldSize, localRank, masterAddr, masterPort, agentStore } = distributed.readEnvironment({}, good);
    assert.deepEqual(
      [rank, worldSize, localRank, masterAddr, masterPort, agentStore],
      [1, 4, 1, 'localhost', 29500, false],
    );
  });

  it('takes what is given instead', () => {
    const { rank, worldSize } = distributed.readEnvironment({ rank: 2, worldSize: 3 }, good);
    assert.deepEqual([rank, worldSize], [2, 3]);
  });

  it('names every variable that is missing', () => {
    assert.throws(
      () => distributed.readEnvironment({}, { RANK: '0', MASTER_PORT: '1' }),
      refused(/missing WORLD_SIZE, MASTER_ADDR\n.*launch/),
    );
  });

  for (const [name, value, message] of [
    ['RANK', '4', /RANK to be an integer from 0 to 3, received '4'/],
    ['RANK', 'one', /RANK to be an integer from 0 to 3, received 'one'/],
    ['RANK', '-1', /received '-1'/],
    ['WORLD_SIZE', '0', /WORLD_SIZE to be an integer from 1/],
    ['WORLD_SIZE', '2.5', /received '2.5'/],
    ['LOCAL_RANK', 'x', /LOCAL_RANK/],
    ['MASTER_PORT', '70000', /MASTER_PORT to be an integer from 0 to 65535/],
  ] as const)
    it(`refuses ${name}=${value}`, () =>
      assert.throws(() => distributed.readEnvironment({}, { ...good, [name]: value }), refused(message)));

  it('refuses calls before the job is joined', async () => {
    assert.throws(() => distributed.getRank(), refused(/has not joined/));
    await assert.rejects(distributed.allReduce(torch.ones([1])), refused(/initProcessGroup/));
    await assert.rejects(
      distributed.initProcessGroup({ timeoutMs: 0.5, rank: 0, worldSize: 1, masterAddr: 'localhost', masterPort: 0 }),
      refused(/milliseconds/),
    );
  });

  it('says that rank 0 is not there', async () => {
    await assert.rejects(
      distributed.initProcessGroup({ rank: 1, worldSize: 2, masterAddr: '127.0.0.1', masterPort: 9, timeoutMs: 300 }),
      refused(/rank 1 did not reach rank 0 at 127\.0\.0\.1:9 within 300 ms/),
    );
    assert.equal(distributed.isInitialized(), false);
  });

  it('joins a job of one', async () => {
    await distributed.initProcessGroup({ rank: 0, worldSize: 1, masterAddr: '127.0.0.1', masterPort: 0 });
    const x = await distributed.allReduce(torch.tensor([3]));
    assert.equal(x.item(), 3);
    await assert.rejects(distributed.allReduce(x, { op: 'mean' as 'avg' }), refused(/one of sum, avg/));
    await assert.rejects(distributed.broadcast(x, 1), refused(/one of the group's ranks 0, received 1/));
    await assert.rejects(distributed.allReduce(x.to('int16')), refused(/convert with to/));
    await assert.rejects(distributed.scatter(x, [], 0), refused(/expected 1 tensors/));
    await assert.rejects(distributed.initProcessGroup(), refused(/joined already/));
    await distributed.destroyProcessGroup();
  });
});

describe('a store', () => {
  it('keeps, counts, waits and forgets', async () => {
    await using store = await distributed.TCPStore.connect('127.0.0.1', 0, { isServer: true, timeoutMs: 5000 });
    await using other = await distributed.TCPStore.connect('127.0.0.1', store.port);
    const waiting = other.get('late'); // a client that waits does not hold up its other calls
    await other.set('early', Uint8Array.of(0, 255, 10));
    assert.deepEqual([...(await store.get('early'))], [0, 255, 10]);
    await store.set('late', 'grüß');
    assert.equal((await waiting).toString(), 'grüß');
    assert.deepEqual([await store.add('n', 2), await other.add('n', 3)], [2, 5]);
    assert.deepEqual([await store.check(['early', 'late']), await store.check(['early', 'never'])], [true, false]);
    assert.equal(await store.deleteKey('early'), true);
    assert.equal(await store.check(['early']), false);
    assert.equal((await store.compareSet('late', 'other', 'x')).toString(), 'grüß');
    await using prefixed = new distributed.PrefixStore('p', other);
    await prefixed.set('late', 'mine');
    assert.equal((await store.get('late')).toString(), 'grüß');
    await assert.rejects(other.wait(['never'], { timeoutMs: 100 }), refused(/Store\.wait: .*timeout/));
  });
});

describe('launch', () => {
  it('refuses nonsense', async () => {
    await assert.rejects(distributed.launch('x.ts', { processes: 0 }), refused(/positive integer/));
    await assert.rejects(
      distributed.launch('no-such-file.ts', { processes: 2, onLine: () => {} }),
      refused(/rank [01] of 2 ended with code 1/),
    );
  });

  it('stops all ranks on a signal', async () => {
    const stop = new AbortController();
    const script = `data:text/javascript,console.log('up'); setInterval(() => {}, 1000)`;
    const reason = new Error('enough');
    await assert.rejects(
      distributed.launch('ignored.ts', {
        processes: 2,
        execArgv: ['--input-type=module', '--eval', `await import(${JSON.stringify(script)})`],
        onLine: () => stop.abort(reason),
        signal: stop.signal,
      }),
      reason,
    );
  });
});
