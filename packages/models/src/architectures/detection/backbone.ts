import { nn, type Tensor } from '@capstan/torch';
import { ModelError } from '../../errors.ts';
import { convnextTiny } from '../vision/convnext.ts';
import { efficientnetB0 } from '../vision/efficientnet.ts';
import { mobilenetV3Large, mobilenetV3Small } from '../vision/mobilenet.ts';
import { ResNet, resnet18, resnet34, resnet50, resnet101 } from '../vision/resnet.ts';

/** The trunks that a pyramid can stand on, all of which halve a picture five times, with the channels of their stages from stride 4 on. */
const trunks = {
  resnet18: { build: resnet18, channels: [64, 128, 256, 512] },
  resnet34: { build: resnet34, channels: [64, 128, 256, 512] },
  resnet50: { build: resnet50, channels: [256, 512, 1024, 2048] },
  resnet101: { build: resnet101, channels: [256, 512, 1024, 2048] },
  mobilenetV3Small: { build: mobilenetV3Small, channels: [16, 24, 48, 576] },
  mobilenetV3Large: { build: mobilenetV3Large, channels: [24, 40, 112, 960] },
  efficientnetB0: { build: efficientnetB0, channels: [24, 40, 112, 1280] },
  convnextTiny: { build: convnextTiny, channels: [96, 192, 384, 768] },
};

/** Of the four stages. */
const STRIDES = [4, 8, 16, 32];

/** Channels of a ResNet's first stage, where nobody says. */
const WIDTH = 64;

/** Names of the trunks that a pyramid can stand on. */
export const backbones: readonly string[] = Object.keys(trunks);

/** A ResNet without its last layer, its parameters under the same names. */
class ResNetBody extends nn.Module {
  conv1: nn.Conv2d;
  bn1: nn.BatchNorm2d;
  readonly maxpool: nn.MaxPool2d | undefined;
  layer1: nn.Sequential;
  layer2: nn.Sequential;
  layer3: nn.Sequential;
  layer4: nn.Sequential;

  constructor({ conv1, bn1, maxpool, layer1, layer2, layer3, layer4 }: ResNet) {
    super();
    [this.conv1, this.bn1, this.maxpool] = [conv1, bn1, maxpool];
    [this.layer1, this.layer2, this.layer3, this.layer4] = [layer1, layer2, layer3, layer4];
  }

  forward(x: Tensor): Tensor {
    return this.stages(x).at(-1)!; // there are four
  }

  stages(x: Tensor): Tensor[] {
    let out = this.bn1(this.conv1(x)).relu_();
    if (this.maxpool) out = this.maxpool(out);
    return [this.layer1, this.layer2, this.layer3, this.layer4].map((layer) => (out = layer(out)));
  }
}

/** A trunk that gives what its stages made of pictures, finest first. */
export interface Backbone {
  /** Holds the parameters, under the names that they have in the classifier. */
  body: nn.Module;
  /** (B, channels, H, W) → for each stage (B, channels[i], H / strides[i], W / strides[i]). */
  stages(x: Tensor): Tensor[];
  channels: number[];
  strides: number[];
}

/**
 * The trunk of a classifier, and what is known of its stages.
 *
 * @throws {ModelError} bad-options — where there is no such trunk
 */
export function backboneOf(name: string, options: { channels: number; width?: number | undefined }): Backbone {
  if (!Object.hasOwn(trunks, name)) {
    throw new ModelError('bad-options', `'backbone' must be one of ${backbones.join(', ')}; received '${name}'.`);
  }
  const { build, channels } = trunks[name as keyof typeof trunks]; // as: looked up above
  const { width, ...rest } = options;
  const model = build({ classes: 1, ...rest, ...(width === undefined ? {} : { width }) });
  const body = model instanceof ResNet ? new ResNetBody(model) : model.features;
  return {
    body,
    stages: body instanceof ResNetBody ? (x) => body.stages(x) : (x) => bySize(body, x).slice(-STRIDES.length),
    channels: channels.map((each) => (model instanceof ResNet ? (each * (width ?? WIDTH)) / WIDTH : each)),
    strides: [...STRIDES],
  };
}

/** What a sequence of layers has made of pictures before each halving, and at its end. */
function bySize(layers: nn.Sequential, x: Tensor): Tensor[] {
  const stages: Tensor[] = [];
  let last = x;
  for (const layer of layers) {
    const next = layer(last) as Tensor; // layers of pictures
    if (next.shape[2] !== last.shape[2] && last !== x) stages.push(last);
    last = next;
  }
  return [...stages, last];
}
