import { nn, scope, type Tensor } from '@capstan/torch';
import { architecture } from '../contract.ts';
import { type PublishedOptions, published } from '../published.ts';

/** Options of the torchvision ResNets. */
export interface ResNetOptions extends PublishedOptions {
  /** 'imagenet': 7×7 convolution with stride 2 and max pooling, for images of about 224 pixels; 'small': 3×3 with stride 1, for 28 to 64. */
  stem?: 'imagenet' | 'small';
  /** Channels of the first stage, doubled from stage to stage; 64. */
  width?: number;
}

type Norm = nn.BatchNorm2d;

/** Two 3×3 convolutions and a shortcut (He et al. 2015, figure 5 left). */
class BasicBlock extends nn.Module {
  static readonly expansion = 1;
  conv1: nn.Conv2d;
  bn1: Norm;
  conv2: nn.Conv2d;
  bn2: Norm;
  downsample: nn.Sequential | undefined;

  constructor(inputs: number, planes: number, stride: number, downsample: nn.Sequential | undefined, _wide: number) {
    super();
    this.conv1 = new nn.Conv2d(inputs, planes, 3, { stride, padding: 1, bias: false });
    this.bn1 = new nn.BatchNorm2d(planes);
    this.conv2 = new nn.Conv2d(planes, planes, 3, { padding: 1, bias: false });
    this.bn2 = new nn.BatchNorm2d(planes);
    this.downsample = downsample;
  }

  forward(x: Tensor): Tensor {
    return scope(() => {
      const shortcut = this.downsample ? this.downsample(x) : x;
      const inner = this.bn1(this.conv1(x)).relu_();
      return this.bn2(this.conv2(inner)).add_(shortcut).relu_();
    });
  }
}

/** 1×1, 3×3 and 1×1 convolutions and a shortcut; the stride sits on the 3×3 one, as in torchvision ("ResNet v1.5"). */
class Bottleneck extends nn.Module {
  static readonly expansion = 4;
  conv1: nn.Conv2d;
  bn1: Norm;
  conv2: nn.Conv2d;
  bn2: Norm;
  conv3: nn.Conv2d;
  bn3: Norm;
  downsample: nn.Sequential | undefined;

  constructor(inputs: number, planes: number, stride: number, downsample: nn.Sequential | undefined, wide: number) {
    super();
    const within = planes * wide;
    this.conv1 = new nn.Conv2d(inputs, within, 1, { bias: false });
    this.bn1 = new nn.BatchNorm2d(within);
    this.conv2 = new nn.Conv2d(within, within, 3, { stride, padding: 1, bias: false });
    this.bn2 = new nn.BatchNorm2d(within);
    this.conv3 = new nn.Conv2d(within, planes * 4, 1, { bias: false });
    this.bn3 = new nn.BatchNorm2d(planes * 4);
    this.downsample = downsample;
  }

  forward(x: Tensor): Tensor {
    return scope(() => {
      const shortcut = this.downsample ? this.downsample(x) : x;
      let inner = this.bn1(this.conv1(x)).relu_();
      inner = this.bn2(this.conv2(inner)).relu_();
      return this.bn3(this.conv3(inner)).add_(shortcut).relu_();
    });
  }
}

type Block = typeof BasicBlock | typeof Bottleneck;

/**
 * Residual network with torchvision's parameter names and initialisation: (batch, channels, height, width) → (batch, classes).
 *
 * @example
 * const logits = resnet18({ classes: 10, stem: 'small' })(torch.randn([8, 3, 32, 32])); // (8, 10)
 */
export class ResNet extends nn.Module {
  conv1: nn.Conv2d;
  bn1: Norm;
  maxpool: nn.MaxPool2d | undefined;
  layer1: nn.Sequential;
  layer2: nn.Sequential;
  layer3: nn.Sequential;
  layer4: nn.Sequential;
  fc: nn.Linear;

  /** @param wide how many times wider the 3×3 convolutions of bottlenecks are (Zagoruyko & Komodakis 2016). */
  constructor(block: Block, layers: readonly [number, number, number, number], options: ResNetOptions = {}, wide = 1) {
    super();
    const { classes = 1000, stem = 'imagenet', channels = 3, width = 64 } = options;
    const small = stem === 'small';
    this.conv1 = new nn.Conv2d(channels, width, small ? 3 : 7, {
      stride: small ? 1 : 2,
      padding: small ? 1 : 3,
      bias: false,
    });
    this.bn1 = new nn.BatchNorm2d(width);
    this.maxpool = small ? undefined : new nn.MaxPool2d(3, { stride: 2, padding: 1 });
    this.layer1 = stage(block, width, width, layers[0], 1, wide);
    this.layer2 = stage(block, width * block.expansion, 2 * width, layers[1], 2, wide);
    this.layer3 = stage(block, 2 * width * block.expansion, 4 * width, layers[2], 2, wide);
    this.layer4 = stage(block, 4 * width * block.expansion, 8 * width, layers[3], 2, wide);
    this.fc = new nn.Linear(8 * width * block.expansion, classes);
    for (const module of this.modules()) {
      if (module instanceof nn.Conv2d) {
        nn.init.kaimingNormal_(module.weight, { mode: 'fan_out', nonlinearity: 'relu' });
      }
    }
  }

  forward(x: Tensor): Tensor {
    x = this.bn1(this.conv1(x)).relu_();
    if (this.maxpool) x = this.maxpool(x);
    x = this.layer4(this.layer3(this.layer2(this.layer1(x))));
    return this.fc(x.mean([2, 3])); // (B, C, H, W) → (B, C) → (B, classes)
  }
}

function stage(
  block: Block,
  inputs: number,
  planes: number,
  blocks: number,
  stride: number,
  wide: number,
): nn.Sequential {
  const outputs = planes * block.expansion;
  const shortcut =
    stride !== 1 || inputs !== outputs
      ? new nn.Sequential(new nn.Conv2d(inputs, outputs, 1, { stride, bias: false }), new nn.BatchNorm2d(outputs))
      : undefined;
  const first = new block(inputs, planes, stride, shortcut, wide);
  const rest = Array.from({ length: blocks - 1 }, () => new block(outputs, planes, 1, undefined, wide));
  return new nn.Sequential(first, ...rest);
}

function resnet(
  name: string,
  block: Block,
  layers: readonly [number, number, number, number],
  options: ResNetOptions,
  wide = 1,
): ResNet {
  return published(
    name,
    options,
    { head: 'fc', also: ['stem', 'width'] },
    (all) => new ResNet(block, layers, all, wide),
  );
}

/** With five halvings little is left of 14 pixels, which still learns; of fewer than 8 nothing. */
const factsOf = (about: string) => ({ about, takes: 'pictures', leastSize: 8 }) as const;

/**
 * ResNet-18 (He et al. 2015), 11.7 M parameters.
 * @example const model = resnet18({ classes: 10, stem: 'small' });
 */
export const resnet18 = architecture(
  factsOf('ResNet-18 (He et al. 2015), 11.7 M parameters.'),
  (options: ResNetOptions = {}): ResNet => resnet('resnet18', BasicBlock, [2, 2, 2, 2], options),
);

/**
 * ResNet-34, 21.8 M parameters.
 * @example const model = resnet34({ classes: 10 });
 */
export const resnet34 = architecture(
  factsOf('ResNet-34, 21.8 M parameters.'),
  (options: ResNetOptions = {}): ResNet => resnet('resnet34', BasicBlock, [3, 4, 6, 3], options),
);

/**
 * ResNet-50 with the stride on the 3×3 convolution, 25.6 M parameters.
 * @example const model = resnet50({ weights: 'resnet50.safetensors', classes: 2 });
 */
export const resnet50 = architecture(
  factsOf('ResNet-50, 25.6 M parameters.'),
  (options: ResNetOptions = {}): ResNet => resnet('resnet50', Bottleneck, [3, 4, 6, 3], options),
);

/**
 * ResNet-101, 44.5 M parameters.
 * @example const model = resnet101({ channels: 1, classes: 5 });
 */
export const resnet101 = architecture(
  factsOf('ResNet-101, 44.5 M parameters.'),
  (options: ResNetOptions = {}): ResNet => resnet('resnet101', Bottleneck, [3, 4, 23, 3], options),
);

/**
 * ResNet-152, 60.2 M parameters.
 * @example const model = resnet152({ classes: 10 });
 */
export const resnet152 = architecture(
  factsOf('ResNet-152, 60.2 M parameters.'),
  (options: ResNetOptions = {}): ResNet => resnet('resnet152', Bottleneck, [3, 8, 36, 3], options),
);

/**
 * Wide ResNet-50-2 (Zagoruyko & Komodakis 2016), 68.9 M parameters.
 * @example const model = wideResnet50({ weights: 'wide_resnet50_2.safetensors', classes: 2 });
 */
export const wideResnet50 = architecture(
  factsOf('Wide ResNet-50-2 (Zagoruyko & Komodakis 2016), 68.9 M parameters.'),
  (options: ResNetOptions = {}): ResNet => resnet('wideResnet50', Bottleneck, [3, 4, 6, 3], options, 2),
);
