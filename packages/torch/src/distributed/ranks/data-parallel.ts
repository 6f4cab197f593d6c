// A rank of data-parallel.test.ts.
import * as torch from '../../index.ts';
import { report } from './collect.ts';
import { Branches, gradientsOf, loss, network, train, values } from './network.ts';

const { distributed, nn } = torch;
const { DistributedDataParallel } = distributed;
const { rank } = await distributed.initProcessGroup({ timeoutMs: 20_000 });

{
  const model = network(1 + rank); // rank 1 starts elsewhere, and is given rank 0's values
  const ddp = await DistributedDataParallel.create(model);
  report('broadcast', values(model));
  report('keys', Object.keys(ddp.stateDict()));
  ddp.noSync(() => loss(ddp, 0, rank).backward());
  report('own gradients', gradientsOf(model));
  ddp.zeroGrad();
  loss(ddp, 0, rank).backward();
  report('gradients', gradientsOf(model));
  ddp.zeroGrad();
  ddp.noSync(() => {
    loss(ddp, 1, rank).backward();
    loss(ddp, 2, rank).backward();
  });
  loss(ddp, 3, rank).backward();
  report('accumulated', gradientsOf(model));
  ddp.dispose();
  model.zeroGrad();
  loss(model, 0, rank).backward(); // no hooks are left: nothing is averaged
  report('after dispose', gradientsOf(model));
}

for (const gradientAsBucketView of [false, true]) {
  const model = network();
  const ddp = await DistributedDataParallel.create(model, { gradientAsBucketView, bucketCapMb: 0.0005 });
  report(`handles left ${gradientAsBucketView}`, train(model, ddp, rank));
  report(`trained ${gradientAsBucketView}`, values(model));
}

{
  torch.manualSeed(5);
  const model = new Branches();
  const ddp = await DistributedDataParallel.create(model, { findUnusedParameters: true });
  const x = torch.ones([1, 4]);
  const outputs = ddp(x, rank === 0 ? ['a'] : ['a', 'b']);
  torch.stack(outputs).sum().backward();
  report('unused', gradientsOf(model));
}
{
  const model = new Branches();
  const ddp = await DistributedDataParallel.create(model);
  const x = torch.ones([1, 4]);
  ddp(x, ['a', 'b'])[0]?.sum().backward();
  try {
    ddp(x, ['a', 'b']);
    report('refused', null);
  } catch (error) {
    report('refused', error instanceof torch.TorchError && { code: error.code, message: error.message });
  }
}

{
  const model = new nn.Sequential(new nn.BatchNorm1d(3));
  const ddp = await DistributedDataParallel.create(model);
  ddp(torch.full([4, 3], rank + 1).add(torch.arange(4).reshape([4, 1])))
    .sum()
    .backward();
  report('buffers before', model.buffers()[0]?.toArray());
  ddp.eval();
  torch.noGrad(() => ddp(torch.zeros([1, 3])));
  report('buffers after', model.buffers()[0]?.toArray());
}

try {
  await DistributedDataParallel.create(new nn.Linear(4, 2).requiresGrad_(false));
} catch (error) {
  report('frozen', error instanceof torch.TorchError && error.code);
}
await distributed.barrier();
await distributed.destroyProcessGroup();
