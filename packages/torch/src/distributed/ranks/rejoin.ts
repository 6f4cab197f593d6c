// Rank 0 of start/meet.test.ts: serves the store on a port, adds with rank 1, and leaves; or stays until its input ends.
import * as torch from '../../index.ts';

const { distributed } = torch;
const [port, stays] = process.argv.slice(2);

await distributed.initProcessGroup({
  rank: 0,
  worldSize: 2,
  masterAddr: '127.0.0.1',
  masterPort: Number(port),
  timeoutMs: 300_000,
});
await distributed.allReduce(torch.tensor([1]));
if (stays) for await (const _ of process.stdin);
else {
  await distributed.barrier();
  await distributed.destroyProcessGroup();
}
process.exit(0);
