// What the ranks of data-parallel.test.ts and the test itself both build: the same values in every process.
import * as torch from '../../index.ts';

const { nn, F } = torch;

export const STEPS = 20;
export const BATCH = 8; // over all ranks

/** Two layers in float64: the order of sums is what tells one process from two. */
export function network(seed = 1): torch.nn.Sequential {
  torch.manualSeed(seed);
  return new nn.Sequential(new nn.Linear(6, 16), new nn.Tanh(), new nn.Linear(16, 3)).to('float64');
}

/** The joint batch of a step, or one rank's half of it. */
export function batch(step: number, rank?: number): { input: torch.Tensor; target: torch.Tensor } {
  torch.manualSeed(100 + step);
  const input = torch.randn([BATCH, 6], { dtype: 'float64' });
  const target = torch.randint(0, 3, [BATCH]);
  if (rank === undefined) return { input, target };
  const rows = torch.slice(rank * (BATCH / 2), (rank + 1) * (BATCH / 2));
  return { input: input.at(rows), target: target.at(rows) };
}

export const loss = (model: (x: torch.Tensor) => torch.Tensor, step: number, rank?: number): torch.Tensor => {
  const { input, target } = batch(step, rank);
  return F.crossEntropy(model(input), target);
};

export const gradientsOf = (model: { parameters(): torch.nn.Parameter[] }): unknown[] =>
  model.parameters().map((parameter) => parameter.grad?.toArray() ?? null);

export const values = (model: { parameters(): torch.nn.Parameter[] }): unknown[] =>
  model.parameters().map((parameter) => parameter.detach().toArray());

/** Trains with momentum; `ddp` and `rank` where this is one of two. Gives how many handles its later steps left. */
export function train(
  model: torch.nn.Sequential,
  ddp: (x: torch.Tensor) => torch.Tensor = model,
  rank?: number,
): number {
  const optimizer = new torch.optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9 });
  let handles = 0;
  for (let step = 0; step < STEPS; step++) {
    {
      using _step = torch.scope();
      optimizer.zeroGrad();
      loss(ddp, step, rank).backward();
      optimizer.step();
    }
    if (step === 1) handles = torch.memory().tensors; // the optimizer's state is there
  }
  return torch.memory().tensors - handles;
}

/** Three branches, of which a step may leave some out. */
export class Branches extends nn.Module<[torch.Tensor, ('a' | 'b' | 'c')[]], torch.Tensor[]> {
  a = new nn.Linear(4, 2);
  b = new nn.Linear(4, 2);
  c = new nn.Linear(4, 2);
  forward(x: torch.Tensor, used: ('a' | 'b' | 'c')[]): torch.Tensor[] {
    return used.map((name) => this[name](x));
  }
}
