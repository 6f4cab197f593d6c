import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type LocalResponseNormOptions, localResponseNorm } from '../functional/norm.ts';
import { ones_, zeros_ } from '../init.ts';
import { Module } from '../module/module.ts';
import { blank, type Parameter } from '../module/parameter.ts';
import type { Placement } from '../module/placement.ts';
import { pairs } from '../module/print.ts';
import { type Options, withDefaults } from '../options.ts';

const PLACE = { dtype: undefined, device: undefined };

interface LayerNormDefaults extends Placement {
  eps: number;
  elementwiseAffine: boolean;
  bias: boolean;
}
const LAYER: LayerNormDefaults = { eps: 1e-5, elementwiseAffine: true, bias: true, ...PLACE };
export type LayerNormOptions = Options<LayerNormDefaults>;

const shapeOf = (shape: number | readonly number[]): readonly number[] =>
  typeof shape === 'number' ? [shape] : [...shape];

function expectsLast(input: Tensor, shape: readonly number[]): string | undefined {
  const last = input.shape.slice(-shape.length);
  return shape.every((size, d) => size === last[d]) ? undefined : `(…, ${shape.join(', ')})`;
}

/**
 * Normalises over the last dimensions, `normalizedShape` long (Ba et al. 2016).
 *
 * @example
 * const norm = new nn.LayerNorm(512);
 */
export class LayerNorm extends Module {
  readonly normalizedShape: readonly number[];
  readonly eps: number;
  weight: Parameter | undefined;
  bias: Parameter | undefined;

  constructor(normalizedShape: number | readonly number[], options?: LayerNormOptions) {
    super();
    const o = withDefaults('LayerNorm', LAYER, options);
    this.normalizedShape = shapeOf(normalizedShape);
    this.eps = o.eps;
    if (o.elementwiseAffine) {
      this.weight = ones_(blank(this.normalizedShape, o));
      if (o.bias) this.bias = zeros_(blank(this.normalizedShape, o));
    }
  }

  forward(input: Tensor): Tensor {
    return ops.layerNorm(input, this.normalizedShape, this.weight ?? null, this.bias ?? null, this.eps);
  }

  override expects(input: Tensor): string | undefined {
    return expectsLast(input, this.normalizedShape);
  }

  override extraRepr(): string {
    return pairs({
      normalizedShape: this.normalizedShape,
      eps: this.eps,
      elementwiseAffine: this.weight !== undefined,
    });
  }
}

interface RMSNormDefaults extends Placement {
  eps: number | undefined;
  elementwiseAffine: boolean;
}
const RMS: RMSNormDefaults = { eps: undefined, elementwiseAffine: true, ...PLACE };
export type RMSNormOptions = Options<RMSNormDefaults>;

/** Divides by the root mean square over the last dimensions (Zhang & Sennrich 2019); `eps` is the dtype's own unless given. */
export class RMSNorm extends Module {
  readonly normalizedShape: readonly number[];
  readonly eps: number | undefined;
  weight: Parameter | undefined;

  constructor(normalizedShape: number | readonly number[], options?: RMSNormOptions) {
    super();
    const o = withDefaults('RMSNorm', RMS, options);
    this.normalizedShape = shapeOf(normalizedShape);
    this.eps = o.eps;
    if (o.elementwiseAffine) this.weight = ones_(blank(this.normalizedShape, o));
  }

  forward(input: Tensor): Tensor {
    return ops.rmsNorm(input, this.normalizedShape, this.weight ?? null, this.eps ?? null);
  }

  override expects(input: Tensor): string | undefined {
    return expectsLast(input, this.normalizedShape);
  }

  override extraRepr(): string {
    return pairs({
      normalizedShape: this.normalizedShape,
      eps: this.eps,
      elementwiseAffine: this.weight !== undefined,
    });
  }
}

interface GroupNormDefaults extends Placement {
  eps: number;
  affine: boolean;
}
const GROUP: GroupNormDefaults = { eps: 1e-5, affine: true, ...PLACE };
export type GroupNormOptions = Options<GroupNormDefaults>;

/** Normalises the channels of (N, C, …) in groups, each example by itself (Wu & He 2018). */
export class GroupNorm extends Module {
  readonly numGroups: number;
  readonly numChannels: number;
  readonly eps: number;
  weight: Parameter | undefined;
  bias: Parameter | undefined;

  constructor(numGroups: number, numChannels: number, options?: GroupNormOptions) {
    super();
    const o = withDefaults('GroupNorm', GROUP, options);
    this.numGroups = numGroups;
    this.numChannels = numChannels;
    this.eps = o.eps;
    if (o.affine) {
      this.weight = ones_(blank([numChannels], o));
      this.bias = zeros_(blank([numChannels], o));
    }
  }

  forward(input: Tensor): Tensor {
    return ops.groupNorm(input, this.numGroups, this.weight ?? null, this.bias ?? null, this.eps);
  }

  override expects(input: Tensor): string | undefined {
    return input.shape[1] === this.numChannels ? undefined : `(N, ${this.numChannels}, …)`;
  }

  override extraRepr(): string {
    return `${this.numGroups}, ${this.numChannels}, ${pairs({ eps: this.eps, affine: this.weight !== undefined })}`;
  }
}

/** Divides each channel by a power of its neighbours' mean square (Krizhevsky et al. 2012). */
export class LocalResponseNorm extends Module {
  readonly size: number;
  readonly options: LocalResponseNormOptions;

  constructor(size: number, options: LocalResponseNormOptions = {}) {
    super();
    this.size = size;
    this.options = options;
  }

  forward(input: Tensor): Tensor {
    return localResponseNorm(input, this.size, this.options);
  }

  override extraRepr(): string {
    return [this.size, pairs(this.options)].filter((text) => text !== '').join(', ');
  }
}
