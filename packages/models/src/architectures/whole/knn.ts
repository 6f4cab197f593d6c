import { F, nn, noGrad, ops, type Tensor } from '@capstan/torch';
import { architecture, type ModelOptions, type WholeFit, type WholeSet } from '../contract.ts';
import { described } from '../description.ts';
import { checkOptions } from '../options.ts';

/** Options of the nearest neighbours. */
export interface KnnOptions {
  /** Numbers of an answer: classes, or values to be predicted; 2. */
  classes?: number;
  /** Numbers of an input; 1. */
  channels?: number;
  /** Neighbours that are asked; 5. */
  k?: number;
  /** Of classes, votes that are spread over all of them, so that none is thought impossible; 0.5. */
  smoothing?: number;
  /** Examples that it keeps. */
  rows?: number;
  /** Whether its answers are classes. */
  votes?: boolean;
}

/** Asks the nearest of the examples that it keeps, by Euclid's distance (Cover and Hart 1967). */
export class Knn extends nn.Module {
  readonly examples: nn.Buffer;
  readonly answers: nn.Buffer;
  readonly k: number;
  readonly smoothing: number;
  readonly votes: boolean;

  constructor({ classes = 2, channels = 1, rows = 1, k = 5, smoothing = 0.5, votes = true }: KnnOptions = {}) {
    super();
    this.examples = new nn.Buffer(ops.zeros([rows, channels]));
    this.answers = new nn.Buffer(ops.zeros([rows, classes]));
    this.k = Math.min(k, rows);
    this.smoothing = smoothing;
    this.votes = votes;
  }

  /** @param x (B, channels) → (B, classes): logarithms of the shares of votes, or means */
  forward(x: Tensor): Tensor {
    const [, nearest] = ops.topk(ops.cdist(x, this.examples), this.k, { dim: 1, largest: false }); // (B, k)
    const [rows = 0] = x.shape;
    const classes = this.answers.shape[1]!;
    const asked = this.answers.indexSelect(0, nearest.reshape([-1])).reshape([rows, this.k, classes]);
    if (!this.votes) return asked.mean(1);
    return asked
      .sum(1)
      .add(this.smoothing / classes)
      .div(this.k + this.smoothing)
      .log();
  }
}

const build = (options: KnnOptions = {}): Knn => {
  checkOptions('knn', options, ['classes', 'channels', 'k', 'smoothing', 'rows', 'votes']);
  return described(new Knn(options), 'knn', options);
};

/**
 * k nearest neighbours for the rows of a table, classes or numbers; the training rows are the model.
 *
 * @throws {ModelError} bad-options — where an option is not known or does not fit
 * @example const project = defineProject({ name: 'risk', data, model: knn({ k: 15 }) });
 */
export const knn = architecture(
  { about: 'The k nearest neighbours, for the rows of a table.', takes: 'rows', fit: fitKnn },
  build,
);

async function fitKnn(options: ModelOptions, { input, target, targets, outputs }: WholeSet): Promise<WholeFit> {
  return noGrad(() => {
    const rows = input.shape[0]!;
    const answers =
      targets === 'classes'
        ? F.oneHot(target.to('cpu'), { numClasses: outputs }).to('float32')
        : target.to('cpu').reshape([rows, -1]);
    const shape = { classes: answers.shape[1]!, channels: input.shape[1]!, rows, votes: targets === 'classes' };
    const model = build({ ...options, ...shape });
    model.examples.copy_(input.to('cpu'));
    model.answers.copy_(answers);
    return { model, steps: 1, notes: [] };
  });
}
