// A rank of failures.test.ts: what it does is its first argument. Survivors report the error they are given.
import * as torch from '../../index.ts';
import { report } from './collect.ts';

const { distributed, nn } = torch;
const what = process.argv[2];
const rank = Number(process.env.RANK);
process.on('SIGTERM', () => {}); // the launcher stops the others: here they say first what they saw

async function failing(body: () => unknown): Promise<void> {
  try {
    await body();
    report('error', null);
  } catch (error) {
    if (!(error instanceof torch.TorchError)) throw error;
    report('error', { code: error.code, message: error.message });
  }
}
const die = () => process.kill(process.pid, 'SIGKILL');
/** Does nothing, not even for signals, as long as another process lives. */
function hang(other: number): void {
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    Atomics.wait(nothing, 0, 0, 50);
    try {
      process.kill(other, 0);
    } catch {
      return;
    }
  }
}
/** However busy the machine is, all ranks come; and the one call that is to fail does so soon. */
const [patient, soon] = [{ timeoutMs: 120_000 }, { timeoutMs: 3000 }];

if (what === 'missing') {
  if (rank === 1) process.exit(0);
  await failing(() => distributed.initProcessGroup({ timeoutMs: 4000 }));
} else {
  await distributed.initProcessGroup(patient);
  const x = torch.ones([8]);
  await distributed.allReduce(x);
  if (what === 'killed' || what === 'killed server') {
    if (rank === (what === 'killed' ? 1 : 0)) die();
    await failing(() => distributed.allReduce(x, soon));
  } else if (what === 'killed in backward') {
    const ddp = await distributed.DistributedDataParallel.create(new nn.Linear(8, 2));
    const loss = ddp(x).sum();
    if (rank === 1) die();
    await failing(() => loss.backward());
  } else if (what === 'other call') {
    await failing(() => (rank === 0 ? distributed.allReduce(x, soon) : distributed.barrier(soon)));
  } else if (what === 'other model') {
    await failing(() =>
      distributed.DistributedDataParallel.create(
        rank === 0 ? new nn.Linear(8, 2) : new nn.Linear(8, 2, { bias: false }),
      ),
    );
  } else if (what === 'hangs') {
    const first = torch.tensor([process.pid], { dtype: 'int64' });
    await distributed.broadcast(first, 0);
    if (rank === 1) hang(Number(first.item()));
    else await failing(() => distributed.allReduce(x, soon));
  }
  process.exit(0); // leaves without a word, as a crash would
}
