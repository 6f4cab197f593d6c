// What the ranks of sync-batch-norm.test.ts and the test itself both build: the same values in every process.
import * as torch from '../../index.ts';

const { nn } = torch;

/** Normalisations of one and of two dimensions, one in a list and one without weights, in float64. */
export function normNetwork(momentum: number | null): torch.nn.Sequential {
  torch.manualSeed(1);
  const model = new nn.Sequential(
    new nn.Conv2d(2, 3, 2),
    new nn.Sequential(new nn.BatchNorm2d(3, { momentum })),
    new nn.Flatten(),
    new nn.Linear(12, 4),
    new nn.BatchNorm1d(4, { momentum, affine: false }),
  ).to('float64');
  torch.noGrad(() => {
    for (const parameter of model.parameters()) parameter.normal_(); // weights of ones would hide a factor
  });
  return model;
}

/** A rank's part of the batch: three examples, and five; all of them for no rank. */
export function part(rank?: number): torch.Tensor {
  torch.manualSeed(2);
  const all = torch.randn([8, 2, 3, 3], { dtype: 'float64' }).mul(2).add(1);
  if (rank === undefined) return all;
  return (rank === 0 ? all.narrow(0, 0, 3) : all.narrow(0, 3, 5)).clone();
}
