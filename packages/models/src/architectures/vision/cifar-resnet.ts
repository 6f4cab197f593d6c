import { nn, type Tensor } from '@capstan/torch';
import { architecture } from '../contract.ts';
import { type PublishedOptions, published } from '../published.ts';

/** Options of the CIFAR ResNets, which have 10 classes unless said otherwise. */
export type CifarResNetOptions = PublishedOptions;

class Block extends nn.Module {
  conv1: nn.Conv2d;
  bn1: nn.BatchNorm2d;
  conv2: nn.Conv2d;
  bn2: nn.BatchNorm2d;
  readonly stride: number;
  readonly pad: number;

  constructor(inputs: number, outputs: number, stride: number) {
    super();
    this.conv1 = new nn.Conv2d(inputs, outputs, 3, { stride, padding: 1, bias: false });
    this.bn1 = new nn.BatchNorm2d(outputs);
    this.conv2 = new nn.Conv2d(outputs, outputs, 3, { padding: 1, bias: false });
    this.bn2 = new nn.BatchNorm2d(outputs);
    this.stride = stride;
    this.pad = (outputs - inputs) / 2;
  }

  forward(x: Tensor): Tensor {
    const inner = this.bn1(this.conv1(x)).relu_();
    return this.bn2(this.conv2(inner)).add_(this.shortcut(x)).relu_();
  }

  /** Option A of the paper: every second pixel, and zeros for the new channels. It has no parameters. */
  private shortcut(x: Tensor): Tensor {
    if (this.stride === 1) return x;
    const thinned = x.slice(2, { step: this.stride }).slice(3, { step: this.stride });
    return thinned.constantPadNd([0, 0, 0, 0, this.pad, this.pad]); // (B, C, H, W) → (B, 2C, H/2, W/2)
  }
}

/**
 * Residual network for small images (He et al. 2015, section 4.2): (batch, channels, height, width) → (batch, classes).
 * Names and initialisation are those of the published weights at akamaster/pytorch_resnet_cifar10.
 *
 * @example
 * const logits = cifarResnet20()(torch.randn([8, 3, 32, 32])); // (8, 10)
 */
export class CifarResNet extends nn.Module {
  conv1: nn.Conv2d;
  bn1: nn.BatchNorm2d;
  layer1: nn.Sequential;
  layer2: nn.Sequential;
  layer3: nn.Sequential;
  linear: nn.Linear;

  /** @param blocks residual blocks in each of the three stages: the depth is 6·blocks + 2. */
  constructor(blocks: number, options: CifarResNetOptions = {}) {
    super();
    const { classes = 10, channels = 3 } = options;
    this.conv1 = new nn.Conv2d(channels, 16, 3, { padding: 1, bias: false });
    this.bn1 = new nn.BatchNorm2d(16);
    this.layer1 = stage(16, 16, blocks, 1);
    this.layer2 = stage(16, 32, blocks, 2);
    this.layer3 = stage(32, 64, blocks, 2);
    this.linear = new nn.Linear(64, classes);
    for (const module of this.modules()) {
      if (module instanceof nn.Conv2d || module instanceof nn.Linear) nn.init.kaimingNormal_(module.weight);
    }
  }

  forward(x: Tensor): Tensor {
    x = this.bn1(this.conv1(x)).relu_();
    x = this.layer3(this.layer2(this.layer1(x)));
    return this.linear(x.mean([2, 3])); // (B, 64, H/4, W/4) → (B, 64) → (B, classes)
  }
}

function stage(inputs: number, outputs: number, blocks: number, stride: number): nn.Sequential {
  return new nn.Sequential(
    ...Array.from({ length: blocks }, (_, i) => new Block(i === 0 ? inputs : outputs, outputs, i === 0 ? stride : 1)),
  );
}

function cifarResnet(depth: number, options: CifarResNetOptions): CifarResNet {
  const name = `cifarResnet${depth}`;
  return published(name, options, { head: 'linear', classes: 10 }, (all) => new CifarResNet((depth - 2) / 6, all));
}

const factsOf = (depth: number, parameters: string) =>
  ({
    about: `CIFAR ResNet-${depth}, ${parameters} parameters, for pictures of 28 to 64 pixels.`,
    takes: 'pictures',
    leastSize: 8,
  }) as const;

/**
 * CIFAR ResNet-20, 0.27 M parameters; 8.27 % error on CIFAR-10 with the published weights.
 * @example const model = cifarResnet20({ channels: 1 });
 */
export const cifarResnet20 = architecture(
  factsOf(20, '0.27 M'),
  (options: CifarResNetOptions = {}): CifarResNet => cifarResnet(20, options),
);

/**
 * CIFAR ResNet-32, 0.46 M parameters; 7.37 % error on CIFAR-10.
 * @example const model = cifarResnet32();
 */
export const cifarResnet32 = architecture(
  factsOf(32, '0.46 M'),
  (options: CifarResNetOptions = {}): CifarResNet => cifarResnet(32, options),
);

/**
 * CIFAR ResNet-44, 0.66 M parameters; 6.90 % error on CIFAR-10.
 * @example const model = cifarResnet44();
 */
export const cifarResnet44 = architecture(
  factsOf(44, '0.66 M'),
  (options: CifarResNetOptions = {}): CifarResNet => cifarResnet(44, options),
);

/**
 * CIFAR ResNet-56, 0.85 M parameters; 6.61 % error on CIFAR-10.
 * @example const model = cifarResnet56({ weights: 'resnet56.safetensors' });
 */
export const cifarResnet56 = architecture(
  factsOf(56, '0.85 M'),
  (options: CifarResNetOptions = {}): CifarResNet => cifarResnet(56, options),
);

/**
 * CIFAR ResNet-110, 1.7 M parameters; 6.32 % error on CIFAR-10.
 * @example const model = cifarResnet110();
 */
export const cifarResnet110 = architecture(
  factsOf(110, '1.7 M'),
  (options: CifarResNetOptions = {}): CifarResNet => cifarResnet(110, options),
);
