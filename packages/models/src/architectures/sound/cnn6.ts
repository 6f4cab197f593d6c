import { F, nn, type Tensor } from '@capstan/torch';
import type { State } from '../../files/state.ts';
import { architecture } from '../contract.ts';
import { published } from '../published.ts';

/** Options of CNN6. */
export interface Cnn6Options {
  /** Outputs; what `weights` were trained for, else 527, the sounds of AudioSet. */
  classes?: number;
  /** Bands of frequencies; 64. */
  channels?: number;
  /** Filters of the first block, each later one has twice as many; 64. */
  filters?: number;
  /** A file of weights with the names of PANNs. */
  weights?: string;
}

/** A convolution of 5 × 5, and the mean of each 2 × 2. */
class Block extends nn.Module {
  readonly conv1: nn.Conv2d;
  readonly bn1: nn.BatchNorm2d;

  constructor(inputs: number, outputs: number) {
    super();
    this.conv1 = new nn.Conv2d(inputs, outputs, 5, { padding: 2, bias: false });
    this.bn1 = new nn.BatchNorm2d(outputs);
    nn.init.xavierUniform_(this.conv1.weight);
  }

  forward(x: Tensor): Tensor {
    return F.avgPool2d(this.bn1(this.conv1(x)).relu_(), 2);
  }
}

/**
 * CNN6 of the pretrained audio networks (Kong et al. 2020, arXiv:1912.10211): four convolutions over the picture of sound, the
 * mean over its bands, and mean and maximum over time. Names are those of their published weights.
 */
class Cnn6 extends nn.Module {
  static readonly keys = {
    ...{ convBlock1: 'conv_block1', convBlock2: 'conv_block2', convBlock3: 'conv_block3', convBlock4: 'conv_block4' },
    fcAudioset: 'fc_audioset',
  };
  readonly bn0: nn.BatchNorm2d;
  readonly convBlock1: Block;
  readonly convBlock2: Block;
  readonly convBlock3: Block;
  readonly convBlock4: Block;
  readonly fc1: nn.Linear;
  readonly fcAudioset: nn.Linear;

  constructor({ classes = 527, channels = 64, filters = 64 }: Cnn6Options = {}) {
    super();
    this.bn0 = new nn.BatchNorm2d(channels);
    this.convBlock1 = new Block(1, filters);
    this.convBlock2 = new Block(filters, 2 * filters);
    this.convBlock3 = new Block(2 * filters, 4 * filters);
    this.convBlock4 = new Block(4 * filters, 8 * filters);
    this.fc1 = new nn.Linear(8 * filters, 8 * filters);
    this.fcAudioset = new nn.Linear(8 * filters, classes);
    for (const layer of [this.fc1, this.fcAudioset]) {
      nn.init.xavierUniform_(layer.weight);
      nn.init.zeros_(layer.bias!); // it has one
    }
  }

  /** @param x (B, bands, frames) → (B, classes) */
  forward(x: Tensor): Tensor {
    const [, bands = 0, frames = 0] = x.shape;
    const [tall, wide] = [Math.max(0, LEAST - bands), Math.max(0, LEAST - frames)];
    const bars = this.bn0(x.unsqueeze(3)).permute([0, 3, 2, 1]); // (B, 1, frames, bands), each band by its own statistics
    let picture = F.pad(bars, [0, tall, 0, wide]);
    for (const block of [this.convBlock1, this.convBlock2, this.convBlock3, this.convBlock4]) {
      picture = F.dropout(block(picture), { p: 0.2, training: this.training });
    }
    const along = picture.mean(3); // (B, 8 filters, frames ÷ 16)
    const features = F.dropout(along.amax(2).add(along.mean(2)), { p: 0.5, training: this.training });
    const hidden = F.dropout(this.fc1(features).relu_(), { p: 0.5, training: this.training });
    return this.fcAudioset(hidden);
  }
}

/** Bands and frames of which four halvings leave something. */
const LEAST = 16;

/**
 * CNN6 for recordings: 4.8 million parameters.
 *
 * @throws {ModelError} bad-options — where an option is not known or does not fit
 * @throws {ModelError} what `readWeights` throws
 * @example const logits = cnn6({ classes: 10, channels: 40 })(torch.randn([8, 40, 101])); // (8, 10)
 */
export const cnn6 = architecture(
  {
    about: 'CNN6: a picture of sound through four convolutions, for recordings (Kong et al. 2020).',
    takes: 'recordings',
  },
  (options: Cnn6Options = {}): Cnn6 =>
    published(
      'cnn6',
      options,
      { head: 'fc_audioset', classes: 527, also: ['filters'], renamed: withoutFrontEnd },
      (all) => new Cnn6({ ...all, channels: options.channels ?? 64 }),
    ),
);

/** Published files carry the filters of their front end too. */
const withoutFrontEnd = (weights: State): State =>
  Object.fromEntries(
    Object.entries(weights).filter(([name]) => !/^(spectrogram_extractor|logmel_extractor)\./.test(name)),
  );
