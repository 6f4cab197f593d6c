import { arange, cat, nn, stack, type Tensor } from '@capstan/torch';
import { architecture } from '../contract.ts';
import { type PublishedOptions, published } from '../published.ts';
import { backboneOf } from './backbone.ts';
import { FeaturePyramid } from './pyramid.ts';

/** Options of FCOS on any trunk. */
export interface FcosOptions extends PublishedOptions {
  /** A classifier whose stages are looked at: resnet18 … resnet101, mobilenetV3Small, mobilenetV3Large, efficientnetB0, convnextTiny. */
  backbone?: string;
  /** Channels of a ResNet's first stage; 64. */
  trunk?: number;
  /** Channels of pyramid and heads, a multiple of 16; 256. */
  width?: number;
  /** Convolutions of a head before its last; 4. */
  layers?: number;
  /** Whether there are two coarser levels than the trunk has, of strides 64 and 128, for things over 256 pixels; yes. */
  extra?: boolean;
}

/** What stands before the classes in an output of FCOS: a box (left, top, right, bottom), its point (x, y), the stride of its level, centre-ness. */
export const FCOS_FIELDS = 8;

/** Share of points that hold nothing, as the classes' biases are begun with (Lin et al. 2017, focal loss). */
const PRIOR = 0.01;

/** From a point to the edges of its box in strides, as training begins with it. */
const FIRST_DISTANCE = 2;

const tower = (width: number, layers: number) =>
  new nn.Sequential(
    ...Array.from({ length: layers }, () => [
      new nn.Conv2d(width, width, 3, { padding: 1 }),
      new nn.GroupNorm(width % 32 === 0 && width >= 256 ? 32 : 16, width),
      new nn.ReLU(),
    ]).flat(),
  );

class ClassificationHead extends nn.Module {
  conv: nn.Sequential;
  cls_logits: nn.Conv2d;

  constructor(width: number, layers: number, classes: number) {
    super();
    this.conv = tower(width, layers);
    this.cls_logits = new nn.Conv2d(width, classes, 3, { padding: 1 });
  }

  forward(x: Tensor): Tensor {
    return this.cls_logits(this.conv(x));
  }
}

class RegressionHead extends nn.Module<[Tensor], [Tensor, Tensor]> {
  conv: nn.Sequential;
  bbox_reg: nn.Conv2d;
  bbox_ctrness: nn.Conv2d;

  constructor(width: number, layers: number) {
    super();
    this.conv = tower(width, layers);
    this.bbox_reg = new nn.Conv2d(width, 4, 3, { padding: 1 });
    this.bbox_ctrness = new nn.Conv2d(width, 1, 3, { padding: 1 });
  }

  /** Distances to the four edges in strides (B, 4, H, W), and how near the middle a point lies (B, 1, H, W). */
  override forward(x: Tensor): [Tensor, Tensor] {
    const seen = this.conv(x);
    return [this.bbox_reg(seen).relu(), this.bbox_ctrness(seen)];
  }
}

class Head extends nn.Module<[Tensor], [Tensor, Tensor, Tensor]> {
  classification_head: ClassificationHead;
  regression_head: RegressionHead;

  constructor(width: number, layers: number, classes: number) {
    super();
    this.classification_head = new ClassificationHead(width, layers, classes);
    this.regression_head = new RegressionHead(width, layers);
    for (const module of this.modules()) {
      if (!(module instanceof nn.Conv2d)) continue;
      nn.init.normal_(module.weight, { std: 0.01 });
      if (module.bias) nn.init.zeros_(module.bias);
    }
    nn.init.constant_(this.classification_head.cls_logits.bias!, -Math.log((1 - PRIOR) / PRIOR));
    nn.init.constant_(this.regression_head.bbox_reg.bias!, FIRST_DISTANCE);
  }

  override forward(x: Tensor): [Tensor, Tensor, Tensor] {
    const [distances, centreness] = this.regression_head(x);
    return [this.classification_head(x), distances, centreness];
  }
}

class PyramidBackbone extends nn.Module<[Tensor], Tensor[]> {
  body: nn.Module;
  fpn: FeaturePyramid;
  readonly strides: number[];
  readonly #stages: (x: Tensor) => Tensor[];

  constructor({
    backbone,
    trunk,
    channels,
    width,
    extra,
  }: Required<Pick<FcosOptions, 'backbone' | 'channels' | 'width' | 'extra'>> & { trunk: number | undefined }) {
    super();
    const found = backboneOf(backbone, { channels, width: trunk });
    const from = found.strides.findIndex((stride) => stride >= 8);
    this.body = found.body;
    this.#stages = (x) => found.stages(x).slice(from);
    this.fpn = new FeaturePyramid(found.channels.slice(from), width, extra);
    this.strides = found.strides.slice(from);
    if (extra) this.strides.push(64, 128);
  }

  override forward(x: Tensor): Tensor[] {
    return this.fpn(this.#stages(x));
  }
}

/**
 * FCOS (Tian et al. 2019, https://arxiv.org/abs/1904.01355): each point of a feature pyramid says whether it lies in a thing, of which class,
 * how far the thing's edges are and how near its middle the point is; no anchor boxes. Parameters have torchvision's names.
 *
 * (B, channels, H, W) → (B, points, 8 + classes): the box in pixels, the point, the stride of its level, the logit of centre-ness,
 * and the logit of each class.
 *
 * @example
 * const output = fcos({ classes: 3, backbone: 'resnet18' })(torch.randn([2, 3, 256, 256])); // (2, 1364, 11)
 */
export class Fcos extends nn.Module {
  backbone: PyramidBackbone;
  head: Head;

  constructor(options: FcosOptions & { classes: number; channels: number }) {
    super();
    const { classes, channels, backbone = 'resnet50', trunk, width = 256, layers = 4, extra = true } = options;
    this.backbone = new PyramidBackbone({ backbone, trunk, channels, width, extra });
    this.head = new Head(width, layers, classes);
  }

  forward(x: Tensor): Tensor {
    const levels = this.backbone(x).map((map, i) => this.#level(map, this.backbone.strides[i]!)); // as many
    return cat(levels, 1);
  }

  #level(map: Tensor, stride: number): Tensor {
    const [classes, distances, centreness] = this.head(map);
    const [batch = 0, , height = 0, width = 0] = map.shape;
    const flat = (values: Tensor) => values.flatten(2).transpose(1, 2); // (B, C, H, W) → (B, H · W, C)
    const options = { dtype: map.dtype, device: map.device };
    const [y, x] = [arange(height, options).mul(stride), arange(width, options).mul(stride)];
    const points = stack([x.repeat([height]), y.repeatInterleave(width)], 1)
      .unsqueeze(0)
      .expand([batch, -1, -1]); // (B, H · W, 2)
    const away = flat(distances).mul(stride); // left, top, right, bottom
    const boxes = cat([points.sub(away.narrow(2, 0, 2)), points.add(away.narrow(2, 2, 2))], 2);
    const strides = points.narrow(2, 0, 1).mul(0).add(stride);
    return cat([boxes, points, strides, flat(centreness), flat(classes)], 2);
  }
}

const also = ['backbone', 'trunk', 'width', 'layers', 'extra'];

/** Whether there are coarser levels than the trunk's, where nobody says. */
const EXTRA = true;

/** One output a point of each level, of which there are as many as strides fit into a side, rounded up. */
const pointsOf =
  (extra: boolean) =>
  ([batch = -1, , height = 0, width = 0]: readonly number[], classes: number): number[] => {
    const strides = [8, 16, 32, ...(extra ? [64, 128] : [])];
    const points = strides.reduce((sum, stride) => sum + Math.ceil(height / stride) * Math.ceil(width / stride), 0);
    return [batch, points, FCOS_FIELDS + classes];
  };

/** Of a picture that is smaller the coarsest level of a trunk has less than two points a side. */
const leastSize = 64;

/**
 * FCOS (Tian et al. 2019), by default on ResNet-50 as torchvision has it, 32 M parameters.
 * @example const model = fcos({ classes: 3, backbone: 'mobilenetV3Small', width: 64, layers: 2 });
 */
export const fcos = architecture(
  {
    about: 'FCOS (Tian et al. 2019) on any trunk, by default ResNet-50, 32 M parameters.',
    takes: 'pictures',
    gives: 'boxes',
    outputShape: pointsOf(EXTRA),
    leastSize,
  },
  (options: FcosOptions = {}): Fcos =>
    published(
      'fcos',
      options,
      { head: 'head.classification_head.cls_logits', classes: 91, also },
      (all) => new Fcos(all),
    ),
);

/** What is small about the small one. */
const SMALL = { backbone: 'resnet18', trunk: 24, width: 64, layers: 2, extra: false } as const;

/**
 * FCOS on a ResNet-18 of 24 to 192 channels, two convolutions a head and three levels: 1.9 M parameters, for a CPU.
 * @example const model = fcosSmall({ classes: 3 });
 */
export const fcosSmall = architecture(
  {
    about: 'FCOS (Tian et al. 2019) on a narrow ResNet-18, 1.9 M parameters.',
    takes: 'pictures',
    gives: 'boxes',
    outputShape: pointsOf(false),
    leastSize,
  },
  (options: PublishedOptions = {}): Fcos =>
    published(
      'fcosSmall',
      options,
      { head: 'head.classification_head.cls_logits', classes: 91 },
      (all) => new Fcos({ ...all, ...SMALL }),
    ),
);
