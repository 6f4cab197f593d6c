import { arange, nn, scope, type Tensor } from '@capstan/torch';
import { ModelError } from '../../errors.ts';
import type { PublishedOptions } from '../published.ts';

/** Options of the encoders. */
export interface BertOptions extends Omit<PublishedOptions, 'channels'> {
  /** Different tokens; 30522. */
  vocabulary?: number;
  /** The longest text in tokens; 512. */
  positions?: number;
  /** Blocks of the encoder. */
  layers?: number;
  /** Heads of the attention, which divide `width`. */
  heads?: number;
  /** Numbers a token. */
  width?: number;
  /** Units of the perceptron in each block; 4 · width. */
  units?: number;
  /** Share of the numbers that a training step leaves out; 0.1. */
  dropout?: number;
  /** The token that fills up the shorter texts of a batch, which is not seen; 0. */
  padding?: number;
}

export type Sizes = Required<Omit<BertOptions, 'weights'>>;

class Embeddings extends nn.Module {
  static readonly keys = { norm: 'LayerNorm' };
  wordEmbeddings: nn.Embedding;
  positionEmbeddings: nn.Embedding;
  tokenTypeEmbeddings: nn.Embedding;
  norm: nn.LayerNorm;
  readonly drop: nn.Dropout;

  constructor({ vocabulary, positions, width, dropout, padding }: Sizes) {
    super();
    this.wordEmbeddings = new nn.Embedding(vocabulary, width, { paddingIdx: padding });
    this.positionEmbeddings = new nn.Embedding(positions, width);
    this.tokenTypeEmbeddings = new nn.Embedding(2, width);
    this.norm = new nn.LayerNorm(width, { eps: 1e-12 });
    this.drop = new nn.Dropout({ p: dropout });
  }

  forward(ids: Tensor): Tensor {
    const places = arange(0, ids.shape[1]!, { dtype: 'int64', device: ids.device });
    const sum = this.wordEmbeddings(ids)
      .add(this.positionEmbeddings(places))
      .add(this.tokenTypeEmbeddings.weight.select(0, 0));
    return this.drop(this.norm(sum)); // (B, L, width)
  }
}

class Attention extends nn.Module<[x: Tensor, seen: Tensor]> {
  static readonly keys = {
    query: 'self.query',
    key: 'self.key',
    value: 'self.value',
    out: 'output.dense',
    norm: 'output.LayerNorm',
  };
  query: nn.Linear;
  key: nn.Linear;
  value: nn.Linear;
  out: nn.Linear;
  norm: nn.LayerNorm;
  readonly drop: nn.Dropout;
  readonly heads: number;

  constructor({ width, heads, dropout }: Sizes) {
    super();
    this.heads = heads;
    this.query = new nn.Linear(width, width);
    this.key = new nn.Linear(width, width);
    this.value = new nn.Linear(width, width);
    this.out = new nn.Linear(width, width);
    this.norm = new nn.LayerNorm(width, { eps: 1e-12 });
    this.drop = new nn.Dropout({ p: dropout });
  }

  forward(x: Tensor, seen: Tensor): Tensor {
    const split = (y: Tensor) => y.unflatten(2, [this.heads, -1]).transpose(1, 2); // (B, heads, L, width / heads)
    const attended = nn.functional.scaledDotProductAttention(
      split(this.query(x)),
      split(this.key(x)),
      split(this.value(x)),
      { attnMask: seen, dropoutP: this.training ? this.drop.p : 0 },
    );
    return this.norm(this.drop(this.out(attended.transpose(1, 2).flatten(2))).add(x));
  }
}

class Block extends nn.Module<[x: Tensor, seen: Tensor]> {
  static readonly keys = { within: 'intermediate.dense', out: 'output.dense', norm: 'output.LayerNorm' };
  attention: Attention;
  within: nn.Linear;
  out: nn.Linear;
  norm: nn.LayerNorm;
  readonly drop: nn.Dropout;

  constructor(sizes: Sizes) {
    super();
    this.attention = new Attention(sizes);
    this.within = new nn.Linear(sizes.width, sizes.units);
    this.out = new nn.Linear(sizes.units, sizes.width);
    this.norm = new nn.LayerNorm(sizes.width, { eps: 1e-12 });
    this.drop = new nn.Dropout({ p: sizes.dropout });
  }

  forward(x: Tensor, seen: Tensor): Tensor {
    return scope(() => {
      const y = this.attention(x, seen);
      return this.norm(this.drop(this.out(nn.functional.gelu(this.within(y)))).add(y));
    });
  }
}

/** The encoder: whole numbers (batch, length) → (batch, length, width), and which tokens are none of the padding. */
export class BertEncoder extends nn.Module<[ids: Tensor, seen?: Tensor]> {
  static readonly keys = { layers: 'encoder.layer' };
  embeddings: Embeddings;
  layers: Block[];
  readonly positions: number;
  readonly padding: number;

  constructor(sizes: Sizes) {
    super();
    this.positions = sizes.positions;
    this.padding = sizes.padding;
    this.embeddings = new Embeddings(sizes);
    this.layers = Array.from({ length: sizes.layers }, () => new Block(sizes));
    for (const module of this.modules()) {
      if (module instanceof nn.Linear || module instanceof nn.Embedding) nn.init.normal_(module.weight, { std: 0.02 });
      if (module instanceof nn.Linear && module.bias) nn.init.zeros_(module.bias);
    }
  }

  /** @param seen true where a token is none of the padding, (batch, length); told by the padding's number if left out. */
  forward(ids: Tensor, seen = ids.ne(this.padding)): Tensor {
    const length = ids.shape[1] ?? 0;
    if (length > this.positions) {
      throw new ModelError(
        'bad-options',
        `a text of ${length} tokens is longer than the ${this.positions} this encoder takes: cut it, or build it with more 'positions'.`,
      );
    }
    let x = this.embeddings(ids);
    const mask = seen.unsqueeze(1).unsqueeze(1); // (B, 1, 1, L): of every head and every query
    for (const layer of this.layers) x = layer(x, mask);
    return x;
  }
}
