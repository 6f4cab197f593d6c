import { F, nn, ops, type Tensor } from '@capstan/torch';
import { architecture } from '../contract.ts';
import { described } from '../description.ts';
import { checkOptions } from '../options.ts';

/** Options of TextCNN. */
export interface TextCnnOptions {
  /** Numbers of an answer; 2. */
  classes?: number;
  /** Tokens of a text at most; any. */
  channels?: number;
  /** Different tokens, 0 for none and 1 for an unknown one among them. */
  vocabulary?: number;
  /** Numbers of a token's vector; 128. */
  width?: number;
  /** Filters of each size; 128. */
  filters?: number;
  /** How many tokens filters see; [2, 3, 4]. */
  sizes?: readonly number[];
  /** Share of the features that a training step leaves out; 0.5. */
  dropout?: number;
}

/** Filters over runs of tokens, the largest answer of each, and a linear layer (Kim 2014, arXiv:1408.5882). */
export class TextCnn extends nn.Module {
  readonly embedding: nn.Embedding;
  readonly convs: nn.Conv1d[];
  readonly dropout: nn.Dropout;
  readonly fc: nn.Linear;
  readonly longest: number;

  constructor(options: TextCnnOptions = {}) {
    super();
    const { classes = 2, vocabulary = 2, width = 128, filters = 128, sizes = [2, 3, 4], dropout = 0.5 } = options;
    this.longest = Math.max(...sizes);
    this.embedding = new nn.Embedding(vocabulary, width, { paddingIdx: 0 });
    nn.init.uniform_(this.embedding.weight, { a: -0.25, b: 0.25 });
    this.convs = sizes.map((size) => new nn.Conv1d(width, filters, size));
    this.dropout = new nn.Dropout({ p: dropout });
    this.fc = new nn.Linear(filters * sizes.length, classes);
  }

  /** @param x (B, L) numbers of tokens, 0 where there is none → (B, classes) */
  forward(x: Tensor): Tensor {
    const short = Math.max(0, this.longest - (x.shape[1] ?? 0));
    const ids = (short > 0 ? F.pad(x, [0, short]) : x).to('int64');
    const there = ids.gt(0).to('float32').unsqueeze(1); // (B, 1, L)
    const tokens = this.embedding.forward(ids).transpose(1, 2).mul(there); // (B, width, L)
    const features = this.convs.map((conv) => F.relu(conv.forward(tokens)).amax(2)); // (B, filters) each
    return this.fc.forward(this.dropout.forward(ops.cat(features, 1)));
  }
}

/**
 * TextCNN for texts.
 *
 * @throws {ModelError} bad-options — where an option is not known or does not fit
 * @example const model = textCnn({ vocabulary: 8000, classes: 150 });
 */
export const textCnn = architecture(
  { about: 'TextCNN: filters over runs of tokens, for texts (Kim 2014).', takes: 'tokens' },
  (options: TextCnnOptions = {}): TextCnn => {
    checkOptions('textCnn', options, ['classes', 'channels', 'vocabulary', 'width', 'filters', 'sizes', 'dropout']);
    return described(new TextCnn(options), 'textCnn', options);
  },
);
