import { nn, ones, scope, type Tensor } from '@capstan/torch';
import { architecture } from '../contract.ts';
import { type PublishedOptions, published } from '../published.ts';
import { Permute, StochasticDepth } from './parts.ts';

/** Layer norm over the channels of (B, C, H, W). */
class LayerNorm2d extends nn.LayerNorm {
  override forward(x: Tensor): Tensor {
    return super.forward(x.permute([0, 2, 3, 1])).permute([0, 3, 1, 2]);
  }
}

const channelNorm = (channels: number) => new LayerNorm2d(channels, { eps: 1e-6 });

class Block extends nn.Module {
  layerScale: nn.Parameter;
  block: nn.Sequential;
  readonly depth: StochasticDepth;

  constructor(width: number, p: number) {
    super();
    this.block = new nn.Sequential(
      new nn.Conv2d(width, width, 7, { padding: 3, groups: width }),
      new Permute([0, 2, 3, 1]),
      new nn.LayerNorm(width, { eps: 1e-6 }),
      new nn.Linear(width, 4 * width),
      new nn.GELU(),
      new nn.Linear(4 * width, width),
      new Permute([0, 3, 1, 2]),
    );
    this.layerScale = new nn.Parameter(ones([width, 1, 1]).mul(1e-6));
    this.depth = new StochasticDepth(p);
  }

  forward(x: Tensor): Tensor {
    return scope(() => this.depth(this.block(x).mul(this.layerScale)).add(x));
  }
}

/**
 * ConvNeXt (Liu et al. 2022) with torchvision's parameter names and initialisation:
 * (batch, channels, height, width) → (batch, classes).
 *
 * @example
 * const logits = convnextTiny({ classes: 10 })(torch.randn([8, 3, 64, 64])); // (8, 10)
 */
export class ConvNeXt extends nn.Module {
  features: nn.Sequential;
  classifier: nn.Sequential;

  /** @param depth the probability with which training leaves out the last block; the others' rises to it from 0. */
  constructor(widths: readonly number[], blocks: readonly number[], depth: number, classes: number, channels: number) {
    super();
    const last = blocks.reduce((sum, count) => sum + count, 0) - 1;
    let before = 0;
    const layers: nn.Module[] = [
      new nn.Sequential(new nn.Conv2d(channels, widths[0]!, 4, { stride: 4 }), channelNorm(widths[0]!)),
    ];
    widths.forEach((width, i) => {
      layers.push(
        new nn.Sequential(...Array.from({ length: blocks[i]! }, () => new Block(width, (depth * before++) / last))),
      );
      const next = widths[i + 1];
      if (next) layers.push(new nn.Sequential(channelNorm(width), new nn.Conv2d(width, next, 2, { stride: 2 })));
    });
    this.features = new nn.Sequential(...layers);
    const out = widths.at(-1)!;
    this.classifier = new nn.Sequential(channelNorm(out), new nn.Flatten(), new nn.Linear(out, classes));
    for (const module of this.modules()) {
      if (module instanceof nn.Conv2d || module instanceof nn.Linear) {
        nn.init.truncNormal_(module.weight, { std: 0.02 });
        if (module.bias) nn.init.zeros_(module.bias);
      }
    }
  }

  forward(x: Tensor): Tensor {
    return this.classifier(this.features(x).mean([2, 3], { keepdim: true })); // (B, 768, h, w) → (B, 768, 1, 1) → (B, classes)
  }
}

/**
 * ConvNeXt-Tiny, 28.6 M parameters.
 * @example const model = convnextTiny({ weights: 'convnext_tiny.safetensors', classes: 5 });
 */
export const convnextTiny = architecture(
  { about: 'ConvNeXt-Tiny (Liu et al. 2022), 28.6 M parameters.', takes: 'pictures', leastSize: 32 },
  (options: PublishedOptions = {}): ConvNeXt =>
    published(
      'convnextTiny',
      options,
      { head: 'classifier.2' },
      ({ classes, channels }) => new ConvNeXt([96, 192, 384, 768], [3, 3, 9, 3], 0.1, classes, channels),
    ),
);
