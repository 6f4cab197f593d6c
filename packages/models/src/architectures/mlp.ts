import { nn, type Tensor, tensor } from '@capstan/torch';
import { architecture } from './contract.ts';
import { described } from './description.ts';
import { checkOptions } from './options.ts';

/** Options of the multilayer perceptron. */
export interface MlpOptions {
  /** Numbers of an answer: classes, or values to be predicted; 2. */
  classes?: number;
  /** Numbers of an input; 1. */
  channels?: number;
  /** Units of each hidden layer; [64, 64]. None makes it logistic or linear regression. */
  hidden?: readonly number[];
  /** Share of the hidden units that a training step leaves out; 0. */
  dropout?: number;
  /** Mean of each number to be predicted: answers begin there. */
  level?: readonly number[];
  /** Standard deviation of each number to be predicted: answers are counted in it. */
  spread?: readonly number[];
}

/**
 * Linear layers with ReLU between them, for tables: (batch, channels) → (batch, classes).
 *
 * @example
 * const logits = mlp({ channels: 30, classes: 2 })(torch.randn([8, 30])); // (8, 2)
 */
export class Mlp extends nn.Module {
  readonly layers: nn.Sequential;
  readonly #scale: { level: readonly number[]; spread: readonly number[] } | undefined;

  constructor({ classes = 2, channels = 1, hidden = [64, 64], dropout = 0, level, spread }: MlpOptions = {}) {
    super();
    this.#scale = level && spread && { level, spread };
    const sizes = [channels, ...hidden];
    this.layers = new nn.Sequential(
      ...hidden.flatMap((size, i) => [
        new nn.Linear(sizes[i]!, size),
        new nn.ReLU(),
        ...(dropout > 0 ? [new nn.Dropout({ p: dropout })] : []),
      ]),
      new nn.Linear(sizes.at(-1)!, classes),
    );
  }

  forward(x: Tensor): Tensor {
    const out = this.layers(x);
    if (!this.#scale) return out;
    const { level, spread } = this.#scale;
    return out.mul(tensor([...spread], { device: out.device })).add(tensor([...level], { device: out.device }));
  }
}

/**
 * A multilayer perceptron for the rows of a table.
 *
 * @throws {ModelError} bad-options — where an option is not known or does not fit
 * @example const model = mlp({ channels: 30, classes: 2, hidden: [128, 64], dropout: 0.1 });
 */
export const mlp = architecture(
  { about: 'A multilayer perceptron for the rows of a table.', takes: 'rows', scales: true },
  (options: MlpOptions = {}): Mlp => {
    checkOptions('mlp', options, ['classes', 'channels', 'hidden', 'dropout', 'level', 'spread']);
    return described(new Mlp(options), 'mlp', options);
  },
);
