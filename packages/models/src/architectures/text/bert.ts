import { nn, type Tensor } from '@capstan/torch';
import { architecture } from '../contract.ts';
import { checkHeads } from '../options.ts';
import { published } from '../published.ts';
import { toBert } from './bert-names.ts';
import { BertEncoder, type BertOptions, type Sizes } from './encoder.ts';

/** What is made of a text's tokens before the last layer: the first one through a layer and tanh (BERT) or ReLU (DistilBERT), or the mean of all. */
type Pooling = 'tanh' | 'relu' | 'mean';

/** The mean of the tokens seen: (batch, length, width) and (batch, length) → (batch, width). */
export function meanOfTokens(hidden: Tensor, seen: Tensor): Tensor {
  const weights = seen.to(hidden.dtype).unsqueeze(2); // (B, L, 1)
  return hidden
    .mul(weights)
    .sum(1)
    .div(weights.sum(1).clamp({ min: 1e-9 }));
}

/**
 * BERT for classes (Devlin et al. 2018) with Hugging Face's parameter names: whole numbers (batch, length) → (batch, classes).
 * `embed` gives a vector a text instead.
 *
 * @example
 * const model = bert({ classes: 3, layers: 2, width: 64, heads: 4, vocabulary: 8000 });
 * const logits = model(torch.tensor([[101, 2023, 102, 0]], { dtype: 'int64' })); // (1, 3)
 */
export class BertClassifier extends nn.Module {
  static readonly keys = { pooler: 'bert.pooler.dense' };
  bert: BertEncoder;
  pooler: nn.Linear | undefined;
  readonly pooling: Pooling;
  readonly drop: nn.Dropout;
  classifier: nn.Linear;

  constructor(sizes: Sizes, pooling: Pooling) {
    super();
    this.bert = new BertEncoder(sizes);
    this.pooler = pooling === 'mean' ? undefined : new nn.Linear(sizes.width, sizes.width);
    this.pooling = pooling;
    this.drop = new nn.Dropout({ p: sizes.dropout });
    this.classifier = new nn.Linear(sizes.width, sizes.classes);
    for (const layer of [this.pooler, this.classifier]) {
      if (!layer) continue;
      nn.init.normal_(layer.weight, { std: 0.02 });
      if (layer.bias) nn.init.zeros_(layer.bias);
    }
  }

  forward(ids: Tensor): Tensor {
    return this.classifier(this.drop(this.embed(ids)));
  }

  /** A vector a text: (batch, length) → (batch, width). */
  embed(ids: Tensor, seen = ids.ne(this.bert.padding)): Tensor {
    const hidden = this.bert(ids, seen);
    if (!this.pooler) return meanOfTokens(hidden, seen);
    const first = this.pooler(hidden.select(1, 0));
    return this.pooling === 'tanh' ? first.tanh() : first.relu();
  }
}

const OWN = ['vocabulary', 'positions', 'layers', 'heads', 'width', 'units', 'dropout', 'padding'];

function encoder(name: string, own: { layers: number; heads: number; width: number }, pooling: Pooling, about: string) {
  const usual = { vocabulary: 30522, positions: 512, dropout: 0.1, padding: 0, ...own };
  return architecture(
    { about, takes: 'texts' },
    (options: BertOptions = {}): BertClassifier =>
      published(
        name,
        options,
        {
          head: 'classifier',
          mayLack: ['bert.pooler.dense'],
          classes: 2,
          also: OWN,
          renamed: (weights) => toBert(weights, pooling),
        },
        (all) => {
          const sizes = { ...usual, ...all };
          checkHeads(name, sizes);
          return new BertClassifier({ units: 4 * sizes.width, ...sizes }, pooling);
        },
      ),
  );
}

/**
 * BERT-base, 110 M parameters: the first token's vector decides.
 * @example const model = bert({ weights: 'model.safetensors', classes: 5 });
 */
export const bert = encoder(
  'bert',
  { layers: 12, heads: 12, width: 768 },
  'tanh',
  'BERT-base (Devlin et al. 2018), 110 M parameters.',
);

/**
 * DistilBERT, 67 M parameters; its file has no embedding of the kind of token, which is 0 here.
 * @example const model = distilbert({ weights: 'model.safetensors', classes: 5 });
 */
export const distilbert = encoder(
  'distilbert',
  { layers: 6, heads: 12, width: 768 },
  'relu',
  'DistilBERT (Sanh et al. 2019), 67 M parameters.',
);

/**
 * MiniLM-L6 as sentence-transformers' all-MiniLM-L6-v2 (Wang et al. 2020), 22.7 M parameters: the mean of a text's tokens decides.
 * @example const vectors = minilm({ weights: 'model.safetensors' }).embed(ids); // (batch, 384)
 */
export const minilm = encoder(
  'minilm',
  { layers: 6, heads: 12, width: 384 },
  'mean',
  'MiniLM-L6 (Wang et al. 2020), 22.7 M parameters, for sentences.',
);
