import { nn, type Tensor } from '@capstan/torch';
import { architecture } from '../contract.ts';
import { described } from '../description.ts';
import { checkOptions } from '../options.ts';

/** Options of TC-ResNets. */
export interface TcResNetOptions {
  /** Numbers of an answer; 2. */
  classes?: number;
  /** Bands of frequencies; 40. */
  channels?: number;
  /** Channels of the first layer, and of each block; those of the paper. */
  widths?: readonly number[];
  /** Share of the features that a training step leaves out; 0.5. */
  dropout?: number;
}

/** Two convolutions over nine frames each, and what came in; wider ones look at every second frame. */
class Block extends nn.Module {
  readonly conv1: nn.Conv1d;
  readonly bn1: nn.BatchNorm1d;
  readonly conv2: nn.Conv1d;
  readonly bn2: nn.BatchNorm1d;
  readonly shortcut: nn.Sequential | undefined;

  constructor(inputs: number, outputs: number) {
    super();
    const stride = inputs === outputs ? 1 : 2;
    this.conv1 = new nn.Conv1d(inputs, outputs, 9, { stride, padding: 4, bias: false });
    this.bn1 = new nn.BatchNorm1d(outputs);
    this.conv2 = new nn.Conv1d(outputs, outputs, 9, { padding: 4, bias: false });
    this.bn2 = new nn.BatchNorm1d(outputs);
    this.shortcut =
      stride === 1
        ? undefined
        : new nn.Sequential(new nn.Conv1d(inputs, outputs, 1, { stride, bias: false }), new nn.BatchNorm1d(outputs));
  }

  forward(x: Tensor): Tensor {
    const inner = this.bn2(this.conv2(this.bn1(this.conv1(x)).relu_()));
    return inner.add_(this.shortcut ? this.shortcut(x) : x).relu_();
  }
}

/**
 * Temporal convolutional ResNet for spoken words (Choi et al. 2019, arXiv:1904.03814): the bands of frequencies are channels, and
 * all convolutions go along time, which makes it a tenth of the work of one over pictures of sound.
 */
class TcResNet extends nn.Module {
  readonly conv: nn.Conv1d;
  readonly blocks: nn.Sequential;
  readonly dropout: nn.Dropout;
  readonly fc: nn.Linear;

  constructor({ classes = 2, channels = 40, widths = [16, 24, 32, 48], dropout = 0.5 }: TcResNetOptions = {}) {
    super();
    const first = widths[0]!; // it was checked to have one
    this.conv = new nn.Conv1d(channels, first, 3, { padding: 1, bias: false });
    this.blocks = new nn.Sequential(...widths.slice(1).map((width, i) => new Block(widths[i]!, width)));
    this.dropout = new nn.Dropout({ p: dropout });
    this.fc = new nn.Linear(widths.at(-1)!, classes);
    for (const module of this.modules()) {
      if (module instanceof nn.Conv1d) nn.init.kaimingNormal_(module.weight, { nonlinearity: 'relu' });
    }
  }

  /** @param x (B, bands, frames) → (B, classes) */
  forward(x: Tensor): Tensor {
    const features = this.blocks(this.conv(x)).mean(2); // (B, last width)
    return this.fc(this.dropout(features));
  }
}

function tcResnet(name: string, options: TcResNetOptions, widths: readonly number[]): TcResNet {
  checkOptions(name, options, ['classes', 'channels', 'widths', 'dropout']);
  return described(new TcResNet({ widths, ...options }), name, options);
}

/**
 * TC-ResNet8 for recordings: 65 thousand parameters of twelve classes.
 *
 * @throws {ModelError} bad-options — where an option is not known or does not fit
 * @example const logits = tcResnet8({ classes: 10 })(torch.randn([8, 40, 101])); // (8, 10)
 */
export const tcResnet8 = architecture(
  { about: 'TC-ResNet8: convolutions along time, for recordings (Choi et al. 2019).', takes: 'recordings' },
  (options: TcResNetOptions = {}): TcResNet => tcResnet('tcResnet8', options, [16, 24, 32, 48]),
);

/**
 * TC-ResNet14 for recordings, half as wide again: 303 thousand parameters of twelve classes.
 *
 * @throws {ModelError} bad-options — where an option is not known or does not fit
 * @example const logits = tcResnet14({ classes: 10 })(torch.randn([8, 40, 101])); // (8, 10)
 */
export const tcResnet14 = architecture(
  { about: 'TC-ResNet14-1.5: the deeper and wider one, for recordings (Choi et al. 2019).', takes: 'recordings' },
  (options: TcResNetOptions = {}): TcResNet => tcResnet('tcResnet14', options, [24, 36, 36, 48, 48, 72, 72]),
);
