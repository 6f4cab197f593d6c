// A rank of sync-batch-norm.test.ts: its part of a batch through layers whose statistics are of all parts.
import * as torch from '../../index.ts';
import { report } from './collect.ts';
import { normNetwork, part } from './norm-network.ts';

const { distributed, nn } = torch;
const { rank } = await distributed.initProcessGroup({ timeoutMs: 20_000 });

for (const momentum of [0.3, null]) {
  const name = `momentum ${momentum}`;
  const model = nn.SyncBatchNorm.convertSyncBatchnorm(normNetwork(momentum));
  const input = part(rank).requiresGrad_();
  for (let step = 0; step < 3; step++) {
    model.zeroGrad();
    input.grad = undefined;
    model(input).sin().sum().backward();
  }
  report(`${name}: output`, model(input).toArray());
  report(`${name}: gradient`, input.grad?.toArray());
  report(
    `${name}: gradients`,
    model.parameters().map((parameter) => parameter.grad?.toArray()),
  );
  report(
    `${name}: buffers`,
    model.buffers().map((buffer) => buffer.to('float64').toArray()),
  );
  model.eval();
  report(`${name}: after eval`, model(input).toArray());
}

{
  const model = await distributed.DistributedDataParallel.create(
    nn.SyncBatchNorm.convertSyncBatchnorm(normNetwork(0.3)),
  );
  const optimizer = new torch.optim.SGD(model.parameters(), { lr: 0.1 });
  for (let step = 0; step < 5; step++) {
    optimizer.zeroGrad();
    model(part(rank)).square().sum().backward();
    optimizer.step();
  }
  report(
    'trained',
    model.parameters().map((parameter) => parameter.detach().toArray()),
  );
}
await distributed.destroyProcessGroup();
