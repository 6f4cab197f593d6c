// A small training on two classes that a line divides, for tests: a fraction of a second an epoch.
import { F, manualSeed, nn, randn, type Tensor } from '@capstan/torch';
import { constant, type Project, sgd, tensorData } from '../index.ts';

class Net extends nn.Module {
  fc1: nn.Linear;
  fc2: nn.Linear;

  constructor(inputs: number, outputs: number) {
    super();
    this.fc1 = new nn.Linear(inputs, 32);
    this.fc2 = new nn.Linear(32, outputs);
  }

  forward(x: Tensor): Tensor {
    return this.fc2(F.relu(this.fc1(x)));
  }
}

/** A project of `rows` to train on and `held` to validate on. */
export function blobs({
  rows = 512,
  held = 128,
  ...change
}: Partial<Project> & { rows?: number; held?: number } = {}): Project {
  manualSeed(11);
  const examples = (count: number) => {
    const input = randn([count, 4]);
    return { input, target: input.sum(1).gt(0).to('int64') };
  };
  return {
    name: 'blobs',
    data: tensorData({ train: examples(rows), validation: examples(held), classes: ['no', 'yes'] }),
    model: ({ channels, classes }) => new Net(channels, classes),
    optimizer: sgd({ lr: 0.1 }),
    schedule: constant(),
    ...change,
    train: { epochs: 3, batchSize: 32, ...change.train },
  };
}
