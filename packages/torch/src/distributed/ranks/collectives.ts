// A rank of collectives.test.ts: makes every collective and reports what it got.
import * as torch from '../../index.ts';
import { report } from './collect.ts';

const { distributed } = torch;
const group = await distributed.initProcessGroup({ timeoutMs: 20_000 });
const { rank } = group;

const plain = (tensor: torch.Tensor | undefined) => tensor?.to('float32').toArray();

for (const dtype of ['float32', 'float64', 'float16', 'bfloat16', 'int64', 'int32', 'int8', 'uint8'] as const) {
  const own = () => torch.tensor([1, 2, 3].map((v) => v + 4 * rank)).to(dtype);
  for (const op of ['sum', 'product', 'min', 'max'] as const)
    report(`allReduce ${op} ${dtype}`, plain(await distributed.allReduce(own(), { op })));
  report(`reduceScatter ${dtype}`, plain(await distributed.reduceScatter([own(), own().mul(2)])));
}
for (const dtype of ['float32', 'float64', 'bfloat16', 'int64', 'int16', 'uint8', 'bool'] as const) {
  const own = () => torch.tensor([rank, 1, 0]).to(dtype);
  report(`broadcast ${dtype}`, plain(await distributed.broadcast(own(), 1)));
  report(`allGather ${dtype}`, (await distributed.allGather(own())).map(plain));
  report(`gather ${dtype}`, (await distributed.gather(own(), 1))?.map(plain) ?? null);
  const parts = rank === 0 ? [own(), own().logicalNot().to(dtype)] : undefined;
  report(`scatter ${dtype}`, plain(await distributed.scatter(own(), parts, 0)));
  report(`allToAll ${dtype}`, (await distributed.allToAll([own(), own().logicalNot().to(dtype)])).map(plain));
}
report('avg', plain(await distributed.allReduce(torch.tensor([1, 2 + rank]), { op: 'avg' })));
const onlyOne = await distributed.reduce(torch.tensor([1 + rank]), 1);
report('reduce', rank === 1 ? plain(onlyOne) : null);

// A transposed view is written through, whatever the layout.
const matrix = torch.arange(6).reshape([2, 3]).to('float32');
await distributed.allReduce(matrix.T);
report('transposed', matrix.toArray());

const message = torch.zeros([2]);
if (rank === 0) {
  await distributed.send(torch.tensor([7, 8]), 1, { tag: 3 });
  await distributed.send(torch.tensor([9, 9]), 1);
} else {
  report('recv tagged', [await distributed.recv(message, 0, { tag: 3 }), message.toArray()]);
  report('recv from any', [await distributed.recv(message), message.toArray()]);
}

report('broadcastObject', await distributed.broadcastObject({ from: rank, text: 'grüß' }, 1));
report('allGatherObject', await distributed.allGatherObject('x'.repeat(rank + 1)));

// Started one after the other, awaited together.
const many = Array.from({ length: 20 }, (_, i) => torch.tensor([i]));
await Promise.all(many.map((x) => distributed.allReduce(x)));
report(
  'many',
  many.map((x) => x.item()),
);

// Rank 1 joins only once a timer of rank 0 has run: it could not, were rank 0's event loop blocked.
const late = torch.ones([1]);
if (rank === 0) {
  const reduced = distributed.allReduce(late);
  setTimeout(() => void distributed.send(torch.ones([1]), 1, { tag: 9 }), 20);
  await reduced;
} else {
  await distributed.recv(torch.zeros([1]), 0, { tag: 9 });
  await distributed.allReduce(late);
}
report('not blocked', late.item());

const one = await distributed.newGroup([1]);
report(
  'newGroup',
  one ? [one.rank, one.size, (await distributed.allReduce(torch.ones([1]), { group: one })).item()] : null,
);
const both = await distributed.newGroup([1, 0]);
report('newGroup of both', both && (await distributed.allReduce(torch.ones([1]), { group: both })).item());

const before = torch.memory().tensors;
for (let i = 0; i < 50; i++)
  await torch.scope(async () => {
    await distributed.allGather(torch.ones([100]));
    await distributed.allReduce(torch.ones([10, 3]).T);
    await distributed.reduceScatter([torch.ones([3]), torch.ones([3])]);
    await distributed.allGatherObject({ i });
  });
// What the collector finds meanwhile of the tensors above makes it less.
report('handles left', Math.max(0, torch.memory().tensors - before));

await distributed.monitoredBarrier();
await distributed.barrier();
await distributed.destroyProcessGroup();
report('left', distributed.isInitialized());

// The job can be joined again.
await distributed.initProcessGroup({ timeoutMs: 20_000, masterPort: Number(process.env.MASTER_PORT) });
report('rejoined', (await distributed.allReduce(torch.ones([1]))).item());
