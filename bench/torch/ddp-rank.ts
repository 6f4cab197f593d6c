// One rank of ddp.ts; alone it trains without the wrapper. Prints the seconds of a step, the median of ten.
import { resnet18 } from '@capstan/models';
import * as torch from '@capstan/torch';
import { median } from '../pair.ts';

const { distributed, F, optim } = torch;
torch.setNumThreads(1);
torch.manualSeed(0);
const model = resnet18({ classes: 10, stem: 'small' });
let net: (x: torch.Tensor) => torch.Tensor = model;
if (process.env.WORLD_SIZE !== '1') {
  await distributed.initProcessGroup({ timeoutMs: 60_000 });
  net = await distributed.DistributedDataParallel.create(model);
}
const optimizer = new optim.SGD(model.parameters(), { lr: 0.01, momentum: 0.9 });
const input = torch.randn([64, 3, 32, 32]);
const target = torch.randint(0, 10, [64]);
const times: number[] = [];
for (let step = 0; step < 13; step++) {
  const start = performance.now();
  {
    using _step = torch.scope();
    optimizer.zeroGrad();
    F.crossEntropy(net(input), target).backward();
    optimizer.step();
  }
  if (step >= 3) times.push((performance.now() - start) / 1000);
}
console.log(median(times));
if (distributed.isInitialized()) {
  await distributed.barrier();
  await distributed.destroyProcessGroup();
}
