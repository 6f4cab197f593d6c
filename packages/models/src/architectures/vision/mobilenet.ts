import { nn, scope, type Tensor } from '@capstan/torch';
import { architecture } from '../contract.ts';
import { type PublishedOptions, published } from '../published.ts';
import { convNorm, divisible, drawWeights, SqueezeExcitation } from './parts.ts';

/** A block: kernel, channels within and out, whether channels are weighed, hard-swish rather than ReLU, stride. */
type Row = readonly [kernel: number, within: number, out: number, weighed: boolean, swish: boolean, stride: number];

/** The paper's table 1. */
const LARGE: readonly Row[] = [
  [3, 16, 16, false, false, 1],
  [3, 64, 24, false, false, 2],
  [3, 72, 24, false, false, 1],
  [5, 72, 40, true, false, 2],
  [5, 120, 40, true, false, 1],
  [5, 120, 40, true, false, 1],
  [3, 240, 80, false, true, 2],
  [3, 200, 80, false, true, 1],
  [3, 184, 80, false, true, 1],
  [3, 184, 80, false, true, 1],
  [3, 480, 112, true, true, 1],
  [3, 672, 112, true, true, 1],
  [5, 672, 160, true, true, 2],
  [5, 960, 160, true, true, 1],
  [5, 960, 160, true, true, 1],
];

/** The paper's table 2. */
const SMALL: readonly Row[] = [
  [3, 16, 16, true, false, 2],
  [3, 72, 24, false, false, 2],
  [3, 88, 24, false, false, 1],
  [5, 96, 40, true, true, 2],
  [5, 240, 40, true, true, 1],
  [5, 240, 40, true, true, 1],
  [5, 120, 48, true, true, 1],
  [5, 144, 48, true, true, 1],
  [5, 288, 96, true, true, 2],
  [5, 576, 96, true, true, 1],
  [5, 576, 96, true, true, 1],
];

const NORM = { eps: 0.001, momentum: 0.01 };
const hardSwish = () => new nn.Hardswish();

/** Wider inside than outside, with one filter a channel: section 5 of the paper. */
class InvertedResidual extends nn.Module {
  block: nn.Sequential;
  readonly residual: boolean;

  constructor(inputs: number, [kernel, within, out, weighed, swish, stride]: Row) {
    super();
    const activation = swish ? hardSwish : () => new nn.ReLU();
    this.residual = stride === 1 && inputs === out;
    this.block = new nn.Sequential(
      ...(within === inputs ? [] : [convNorm(inputs, within, { activation, ...NORM })]),
      convNorm(within, within, { kernel, stride, groups: within, activation, ...NORM }),
      ...(weighed
        ? [new SqueezeExcitation(within, divisible(Math.floor(within / 4)), new nn.ReLU(), new nn.Hardsigmoid())]
        : []),
      convNorm(within, out, NORM),
    );
  }

  forward(x: Tensor): Tensor {
    return scope(() => (this.residual ? this.block(x).add(x) : this.block(x)));
  }
}

/**
 * MobileNetV3 (Howard et al. 2019) with torchvision's parameter names and initialisation:
 * (batch, channels, height, width) → (batch, classes).
 *
 * @example
 * const logits = mobilenetV3Small({ classes: 10 })(torch.randn([8, 3, 64, 64])); // (8, 10)
 */
export class MobileNetV3 extends nn.Module {
  features: nn.Sequential;
  classifier: nn.Sequential;

  constructor(rows: readonly Row[], hidden: number, classes: number, channels: number) {
    super();
    let inputs = 16;
    const first = convNorm(channels, inputs, { kernel: 3, stride: 2, activation: hardSwish, ...NORM });
    const blocks = rows.map((row) => {
      const block = new InvertedResidual(inputs, row);
      inputs = row[2];
      return block;
    });
    this.features = new nn.Sequential(
      first,
      ...blocks,
      convNorm(inputs, 6 * inputs, { activation: hardSwish, ...NORM }),
    );
    this.classifier = new nn.Sequential(
      new nn.Linear(6 * inputs, hidden),
      new nn.Hardswish(),
      new nn.Dropout({ p: 0.2 }),
      new nn.Linear(hidden, classes),
    );
    drawWeights(this, ({ weight }) => nn.init.normal_(weight, { std: 0.01 }));
  }

  forward(x: Tensor): Tensor {
    return this.classifier(this.features(x).mean([2, 3])); // (B, C, h, w) → (B, C) → (B, classes)
  }
}

/** The fifth halving leaves one pixel of 32; less is still computed, from one pixel. */
const factsOf = (about: string) => ({ about, takes: 'pictures', leastSize: 32 }) as const;

/**
 * MobileNetV3-Large, 5.5 M parameters.
 * @example const model = mobilenetV3Large({ weights: 'mobilenet_v3_large.safetensors', classes: 5 });
 */
export const mobilenetV3Large = architecture(
  factsOf('MobileNetV3-Large (Howard et al. 2019), 5.5 M parameters.'),
  (options: PublishedOptions = {}): MobileNetV3 =>
    published(
      'mobilenetV3Large',
      options,
      { head: 'classifier.3' },
      ({ classes, channels }) => new MobileNetV3(LARGE, 1280, classes, channels),
    ),
);

/**
 * MobileNetV3-Small, 2.5 M parameters.
 * @example const model = mobilenetV3Small({ classes: 5 });
 */
export const mobilenetV3Small = architecture(
  factsOf('MobileNetV3-Small (Howard et al. 2019), 2.5 M parameters.'),
  (options: PublishedOptions = {}): MobileNetV3 =>
    published(
      'mobilenetV3Small',
      options,
      { head: 'classifier.3' },
      ({ classes, channels }) => new MobileNetV3(SMALL, 1024, classes, channels),
    ),
);
