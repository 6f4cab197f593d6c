import { nn } from '@capstan/torch';

/** The small network of the benchmarks: (N, 784) → (N, 10). */
export const perceptron = () =>
  new nn.Sequential(
    new nn.Linear(784, 128),
    new nn.ReLU(),
    new nn.Linear(128, 64),
    new nn.ReLU(),
    new nn.Linear(64, 10),
  );
