import { nn, type Tensor } from '@capstan/torch';
import { architecture } from '../contract.ts';
import { type PublishedOptions, published } from '../published.ts';
import { drawWeights } from './parts.ts';

/** Options of the VGGs. */
export interface VggOptions extends PublishedOptions {
  /** Batch norm after each convolution, as torchvision's `vgg16_bn`; false. */
  norm?: boolean;
  /** Share of the units of the two hidden layers that a training step leaves out; 0.5. */
  dropout?: number;
}

/** Convolutions of each of the five stages, which have 64, 128, 256, 512 and 512 channels (the paper's table 1). */
const STAGES = { vgg11: [1, 1, 2, 2, 2], vgg13: [2, 2, 2, 2, 2], vgg16: [2, 2, 3, 3, 3], vgg19: [2, 2, 4, 4, 4] };
const WIDTHS = [64, 128, 256, 512, 512];

/**
 * VGG (Simonyan & Zisserman 2014) with torchvision's parameter names and initialisation:
 * (batch, channels, height, width) → (batch, classes).
 *
 * @example
 * const logits = vgg11({ classes: 10, norm: true })(torch.randn([2, 3, 64, 64])); // (2, 10)
 */
export class Vgg extends nn.Module {
  features: nn.Sequential;
  avgpool: nn.AdaptiveAvgPool2d;
  classifier: nn.Sequential;

  constructor(stages: readonly number[], options: VggOptions & { classes: number; channels: number }) {
    super();
    const { classes, channels, norm = false, dropout = 0.5 } = options;
    let inputs = channels;
    this.features = new nn.Sequential(
      ...stages.flatMap((count, stage) => {
        const width = WIDTHS[stage]!;
        const layers = Array.from({ length: count }, () => {
          const conv = new nn.Conv2d(inputs, width, 3, { padding: 1 });
          inputs = width;
          return [conv, ...(norm ? [new nn.BatchNorm2d(width)] : []), new nn.ReLU({ inplace: true })];
        });
        return [...layers.flat(), new nn.MaxPool2d(2)];
      }),
    );
    this.avgpool = new nn.AdaptiveAvgPool2d([7, 7]);
    const hidden = (size: number) => [
      new nn.Linear(size, 4096),
      new nn.ReLU({ inplace: true }),
      new nn.Dropout({ p: dropout }),
    ];
    this.classifier = new nn.Sequential(...hidden(512 * 7 * 7), ...hidden(4096), new nn.Linear(4096, classes));
    drawWeights(this, ({ weight }) => nn.init.normal_(weight, { std: 0.01 }));
  }

  forward(x: Tensor): Tensor {
    return this.classifier(this.avgpool(this.features(x)).flatten(1)); // (B, 512, 7, 7) → (B, 25088) → (B, classes)
  }
}

function vgg(name: keyof typeof STAGES, parameters: string) {
  return architecture(
    {
      about: `VGG-${name.slice(3)} (Simonyan & Zisserman 2014), ${parameters} parameters.`,
      takes: 'pictures',
      leastSize: 32,
    },
    (options: VggOptions = {}): Vgg =>
      published(
        name,
        options,
        { head: 'classifier.6', also: ['norm', 'dropout'] },
        (all) => new Vgg(STAGES[name], all),
      ),
  );
}

/**
 * VGG-11, 133 M parameters.
 * @example const model = vgg11({ classes: 5, norm: true });
 */
export const vgg11 = vgg('vgg11', '133 M');

/**
 * VGG-13, 133 M parameters.
 * @example const model = vgg13({ classes: 5, norm: true });
 */
export const vgg13 = vgg('vgg13', '133 M');

/**
 * VGG-16, 138 M parameters.
 * @example const model = vgg16({ weights: 'vgg16.safetensors', classes: 2 });
 */
export const vgg16 = vgg('vgg16', '138 M');

/**
 * VGG-19, 144 M parameters.
 * @example const model = vgg19({ classes: 5 });
 */
export const vgg19 = vgg('vgg19', '144 M');
