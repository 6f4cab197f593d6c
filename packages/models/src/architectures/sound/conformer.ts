import { F, nn, type Tensor } from '@capstan/torch';
import { ModelError } from '../../errors.ts';
import { architecture } from '../contract.ts';
import { described } from '../description.ts';
import { checkHeads, checkOptions } from '../options.ts';

/** Options of a conformer. */
export interface ConformerOptions {
  /** Numbers of an answer; 2. */
  classes?: number;
  /** Bands of frequencies; 40. */
  channels?: number;
  /** Numbers of a frame inside, a multiple of `heads`; 96. */
  width?: number;
  /** Layers; 4. */
  layers?: number;
  /** Heads of attention; 4. */
  heads?: number;
  /** Frames that a convolution sees, an odd number; 15. */
  size?: number;
  /** Share of the features that a training step leaves out; 0.1. */
  dropout?: number;
}

/** Half a step of a feed-forward layer, as each layer has two. */
const feedForward = (width: number, p: number) =>
  new nn.Sequential(
    new nn.LayerNorm(width),
    new nn.Linear(width, 4 * width),
    new nn.SiLU(),
    new nn.Dropout({ p }),
    new nn.Linear(4 * width, width),
    new nn.Dropout({ p }),
  );

class Layer extends nn.Module {
  readonly ffn1: nn.Sequential;
  readonly attentionNorm: nn.LayerNorm;
  readonly qkv: nn.Linear;
  readonly out: nn.Linear;
  readonly convNorm: nn.LayerNorm;
  readonly conv: nn.Sequential;
  readonly ffn2: nn.Sequential;
  readonly norm: nn.LayerNorm;
  readonly dropout: nn.Dropout;
  readonly heads: number;

  constructor(width: number, heads: number, size: number, p: number) {
    super();
    this.heads = heads;
    this.ffn1 = feedForward(width, p);
    this.attentionNorm = new nn.LayerNorm(width);
    this.qkv = new nn.Linear(width, 3 * width);
    this.out = new nn.Linear(width, width);
    this.convNorm = new nn.LayerNorm(width);
    this.conv = new nn.Sequential(
      new nn.Conv1d(width, 2 * width, 1),
      new nn.GLU({ dim: 1 }),
      new nn.Conv1d(width, width, size, { padding: (size - 1) / 2, groups: width }),
      new nn.BatchNorm1d(width),
      new nn.SiLU(),
      new nn.Conv1d(width, width, 1),
      new nn.Dropout({ p }),
    );
    this.ffn2 = feedForward(width, p);
    this.norm = new nn.LayerNorm(width);
    this.dropout = new nn.Dropout({ p });
  }

  /** @param x (B, frames, width) */
  forward(x: Tensor): Tensor {
    let y = x.add(this.ffn1(x), { alpha: 0.5 });
    y = y.add(this.attend(this.attentionNorm(y)));
    y = y.add(this.conv(this.convNorm(y).transpose(1, 2)).transpose(1, 2));
    y = y.add(this.ffn2(y), { alpha: 0.5 });
    return this.norm(y);
  }

  private attend(x: Tensor): Tensor {
    const [batch = 0, frames = 0, width = 0] = x.shape;
    const parts = this.qkv(x)
      .view([batch, frames, 3, this.heads, width / this.heads])
      .permute([2, 0, 3, 1, 4]);
    const [query, key, value] = [0, 1, 2].map((i) => parts.select(0, i)); // (B, heads, frames, width ÷ heads)
    const said = F.scaledDotProductAttention(query!, key!, value!).transpose(1, 2).reshape([batch, frames, width]);
    return this.dropout(this.out(said));
  }
}

/**
 * Conformer for recordings (Gulati et al. 2020, arXiv:2005.08100): attention for what lies far apart, convolutions for what lies
 * near, on frames thinned fourfold, and the mean over time. Places are told by the convolutions, not by encodings of their own.
 */
class Conformer extends nn.Module {
  readonly stem: nn.Sequential;
  readonly layers: nn.Sequential;
  readonly fc: nn.Linear;

  constructor(options: ConformerOptions = {}) {
    super();
    const { classes = 2, channels = 40, width = 96, layers = 4, heads = 4, size = 15, dropout = 0.1 } = options;
    this.stem = new nn.Sequential(
      new nn.Conv1d(channels, width, 3, { stride: 2, padding: 1 }),
      new nn.SiLU(),
      new nn.Conv1d(width, width, 3, { stride: 2, padding: 1 }),
      new nn.SiLU(),
    );
    this.layers = new nn.Sequential(...Array.from({ length: layers }, () => new Layer(width, heads, size, dropout)));
    this.fc = new nn.Linear(width, classes);
  }

  /** @param x (B, bands, frames) → (B, classes) */
  forward(x: Tensor): Tensor {
    const frames = this.stem(x).transpose(1, 2); // (B, frames ÷ 4, width)
    return this.fc(this.layers(frames).mean(1));
  }
}

/**
 * A small conformer for recordings.
 *
 * @throws {ModelError} bad-options — where an option is not known or does not fit
 * @example const logits = conformer({ classes: 10 })(torch.randn([8, 40, 101])); // (8, 10)
 */
export const conformer = architecture(
  {
    about: 'Conformer: attention and convolutions along time, for recordings (Gulati et al. 2020).',
    takes: 'recordings',
  },
  (options: ConformerOptions = {}): Conformer => {
    checkOptions('conformer', options, ['classes', 'channels', 'width', 'layers', 'heads', 'size', 'dropout']);
    const { width = 96, heads = 4, size = 15 } = options;
    checkHeads('conformer', { heads, width });
    if (size % 2 === 0)
      throw new ModelError('bad-options', `conformer: 'size' must be an odd number, received ${size}.`);
    return described(new Conformer(options), 'conformer', options);
  },
);
