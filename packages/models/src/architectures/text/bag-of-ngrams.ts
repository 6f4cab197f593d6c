import { F, nn, ops, type Tensor } from '@capstan/torch';
import { architecture } from '../contract.ts';
import { described } from '../description.ts';
import { checkOptions } from '../options.ts';

/** Options of the bag of n-grams. */
export interface BagOfNgramsOptions {
  /** Numbers of an answer; 2. */
  classes?: number;
  /** N-grams of a text at most; any. */
  channels?: number;
  /** Different n-grams, and 0 for none. */
  vocabulary?: number;
  /** Units of a hidden layer; [] makes the model linear in the n-grams. */
  hidden?: readonly number[];
  /** Share of a text's n-grams, and of hidden units, that a training step leaves out; 0. */
  dropout?: number;
}

/**
 * The sum of a text's n-gram vectors over the root of how many there are, so that every text has length 1 in the space of
 * n-grams; without a hidden layer logistic regression on n-grams (Joachims 1998), with one fastText (Joulin and others 2016,
 * arXiv:1607.01759).
 */
export class BagOfNgrams extends nn.Module {
  readonly grams: nn.EmbeddingBag;
  readonly bias: nn.Parameter;
  readonly layers: nn.Sequential | undefined;
  readonly dropout: number;

  constructor({ classes = 2, vocabulary = 2, hidden = [], dropout = 0 }: BagOfNgramsOptions = {}) {
    super();
    const sizes = [...hidden, classes];
    this.dropout = dropout;
    this.grams = new nn.EmbeddingBag(vocabulary, sizes[0]!, { mode: 'sum', paddingIdx: 0 });
    nn.init.zeros_(this.grams.weight);
    if (hidden.length > 0) nn.init.normal_(this.grams.weight, { std: 0.1 });
    this.bias = new nn.Parameter(ops.zeros([sizes[0]!]));
    this.layers =
      hidden.length === 0
        ? undefined
        : new nn.Sequential(
            ...hidden.flatMap((size, i) => [
              new nn.ReLU(),
              ...(dropout > 0 ? [new nn.Dropout({ p: dropout })] : []),
              new nn.Linear(size, sizes[i + 1]!),
            ]),
          );
  }

  /** @param x (B, L) numbers of n-grams, 0 where there is none → (B, classes) */
  forward(x: Tensor): Tensor {
    const ids = x.to('int64');
    const there = ids.gt(0).to('float32');
    const length = there.sum(1, { keepdim: true }).clamp({ min: 1 }).sqrt(); // (B, 1)
    const kept = this.training && this.dropout > 0 ? F.dropout(there, { p: this.dropout }) : there;
    const bag = this.grams.forward(ids, { perSampleWeights: kept.div(length) }).add(this.bias);
    return this.layers ? this.layers.forward(bag) : bag;
  }
}

/**
 * A bag of n-grams for texts: linear in them, or with hidden layers.
 *
 * @throws {ModelError} bad-options — where an option is not known or does not fit
 * @example const model = bagOfNgrams({ vocabulary: 20_000, classes: 150 });
 */
export const bagOfNgrams = architecture(
  { about: 'A bag of n-grams for texts, linear or with a hidden layer.', takes: 'ngrams' },
  (options: BagOfNgramsOptions = {}): BagOfNgrams => {
    checkOptions('bagOfNgrams', options, ['classes', 'channels', 'vocabulary', 'hidden', 'dropout']);
    return described(new BagOfNgrams(options), 'bagOfNgrams', options);
  },
);
