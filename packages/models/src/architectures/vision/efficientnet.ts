import { nn, scope, type Tensor } from '@capstan/torch';
import { architecture } from '../contract.ts';
import { type PublishedOptions, published } from '../published.ts';
import { convNorm, divisible, drawWeights, SqueezeExcitation, StochasticDepth } from './parts.ts';

/** A stage: how much wider within, kernel, stride of its first block, channels in and out, blocks (the paper's table 1). */
type Stage = readonly [expand: number, kernel: number, stride: number, inputs: number, out: number, blocks: number];

const STAGES: readonly Stage[] = [
  [1, 3, 1, 32, 16, 1],
  [6, 3, 2, 16, 24, 2],
  [6, 5, 2, 24, 40, 2],
  [6, 3, 2, 40, 80, 3],
  [6, 5, 1, 80, 112, 3],
  [6, 5, 2, 112, 192, 4],
  [6, 3, 1, 192, 320, 1],
];

/** Probability of leaving out the last block; the others' rises to it from 0. */
const DEPTH = 0.2;
const silu = () => new nn.SiLU();

class MbConv extends nn.Module {
  block: nn.Sequential;
  readonly depth: StochasticDepth;
  readonly residual: boolean;

  constructor([expand, kernel, stride, inputs, out]: Stage, p: number) {
    super();
    const within = divisible(inputs * expand);
    this.residual = stride === 1 && inputs === out;
    this.block = new nn.Sequential(
      ...(within === inputs ? [] : [convNorm(inputs, within, { activation: silu })]),
      convNorm(within, within, { kernel, stride, groups: within, activation: silu }),
      new SqueezeExcitation(within, Math.max(1, Math.floor(inputs / 4)), silu(), new nn.Sigmoid()),
      convNorm(within, out),
    );
    this.depth = new StochasticDepth(p);
  }

  forward(x: Tensor): Tensor {
    return scope(() => (this.residual ? this.depth(this.block(x)).add(x) : this.block(x)));
  }
}

/**
 * EfficientNet-B0 (Tan & Le 2019) with torchvision's parameter names and initialisation:
 * (batch, channels, height, width) → (batch, classes).
 *
 * @example
 * const logits = efficientnetB0({ classes: 10 })(torch.randn([8, 3, 64, 64])); // (8, 10)
 */
export class EfficientNet extends nn.Module {
  features: nn.Sequential;
  classifier: nn.Sequential;

  constructor(stages: readonly Stage[], classes: number, channels: number) {
    super();
    const total = stages.reduce((sum, stage) => sum + stage[5], 0);
    let before = 0;
    const first = convNorm(channels, 32, { kernel: 3, stride: 2, activation: silu });
    const body = stages.map(([expand, kernel, stride, inputs, out, blocks]) => {
      const block = (i: number): Stage => [expand, kernel, i === 0 ? stride : 1, i === 0 ? inputs : out, out, 1];
      return new nn.Sequential(
        ...Array.from({ length: blocks }, (_, i) => new MbConv(block(i), (DEPTH * before++) / total)),
      );
    });
    const out = stages.at(-1)![4];
    this.features = new nn.Sequential(first, ...body, convNorm(out, 4 * out, { activation: silu }));
    this.classifier = new nn.Sequential(new nn.Dropout({ p: 0.2 }), new nn.Linear(4 * out, classes));
    const range = 1 / Math.sqrt(classes);
    drawWeights(this, ({ weight }) => nn.init.uniform_(weight, { a: -range, b: range }));
  }

  forward(x: Tensor): Tensor {
    return this.classifier(this.features(x).mean([2, 3])); // (B, 1280, h, w) → (B, 1280) → (B, classes)
  }
}

/**
 * EfficientNet-B0, 5.3 M parameters.
 * @example const model = efficientnetB0({ weights: 'efficientnet_b0.safetensors', classes: 5 });
 */
export const efficientnetB0 = architecture(
  { about: 'EfficientNet-B0 (Tan & Le 2019), 5.3 M parameters.', takes: 'pictures', leastSize: 32 },
  (options: PublishedOptions = {}): EfficientNet =>
    published(
      'efficientnetB0',
      options,
      { head: 'classifier.1' },
      ({ classes, channels }) => new EfficientNet(STAGES, classes, channels),
    ),
);
