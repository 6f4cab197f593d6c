import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import * as F from '../functional/conv.ts';
import { type InterpolateOptions, interpolate } from '../functional/vision.ts';
import { Module } from '../module/module.ts';
import { pairs } from '../module/print.ts';
import { type Options, type Size, withDefaults } from '../options.ts';

const FLATTEN = { startDim: 1, endDim: -1 };

/** Makes one dimension of those from `startDim` to `endDim`: (N, C, H, W) → (N, C·H·W). */
export class Flatten extends Module {
  readonly startDim: number;
  readonly endDim: number;

  constructor(options?: Options<typeof FLATTEN>) {
    super();
    const { startDim, endDim } = withDefaults('Flatten', FLATTEN, options);
    this.startDim = startDim;
    this.endDim = endDim;
  }

  forward(input: Tensor): Tensor {
    return ops.flatten(input, this.startDim, this.endDim);
  }

  override extraRepr(): string {
    return pairs({ startDim: this.startDim, endDim: this.endDim });
  }
}

/** Makes several dimensions of one. */
export class Unflatten extends Module {
  readonly dim: number;
  readonly sizes: readonly number[];

  constructor(dim: number, unflattenedSize: readonly number[]) {
    super();
    this.dim = dim;
    this.sizes = [...unflattenedSize];
  }

  forward(input: Tensor): Tensor {
    return ops.unflatten(input, this.dim, this.sizes);
  }

  override extraRepr(): string {
    return pairs({ dim: this.dim, unflattenedSize: this.sizes });
  }
}

/** (N, C·r², H, W) → (N, C, H·r, W·r) (Shi et al. 2016). */
export class PixelShuffle extends Module {
  readonly upscaleFactor: number;

  constructor(upscaleFactor: number) {
    super();
    this.upscaleFactor = upscaleFactor;
  }

  forward(input: Tensor): Tensor {
    return ops.pixelShuffle(input, this.upscaleFactor);
  }

  override extraRepr(): string {
    return pairs({ upscaleFactor: this.upscaleFactor });
  }
}

/** (N, C, H·r, W·r) → (N, C·r², H, W). */
export class PixelUnshuffle extends Module {
  readonly downscaleFactor: number;

  constructor(downscaleFactor: number) {
    super();
    this.downscaleFactor = downscaleFactor;
  }

  forward(input: Tensor): Tensor {
    return ops.pixelUnshuffle(input, this.downscaleFactor);
  }

  override extraRepr(): string {
    return pairs({ downscaleFactor: this.downscaleFactor });
  }
}

/** Interleaves the channels of `groups` groups. */
export class ChannelShuffle extends Module {
  readonly groups: number;

  constructor(groups: number) {
    super();
    this.groups = groups;
  }

  forward(input: Tensor): Tensor {
    return ops.channelShuffle(input, this.groups);
  }

  override extraRepr(): string {
    return pairs({ groups: this.groups });
  }
}

/** Columns summed back into an image: (N, C·kernel, blocks) → (N, C, H, W). */
export class Fold extends Module {
  readonly outputSize: Size;
  readonly kernelSize: Size;
  readonly options: F.UnfoldOptions | undefined;

  constructor(outputSize: Size, kernelSize: Size, options?: F.UnfoldOptions) {
    super();
    this.outputSize = outputSize;
    this.kernelSize = kernelSize;
    this.options = options;
  }

  forward(input: Tensor): Tensor {
    return F.fold(input, this.outputSize, this.kernelSize, this.options);
  }

  override extraRepr(): string {
    return pairs({ outputSize: this.outputSize, kernelSize: this.kernelSize, ...this.options });
  }
}

/** Sliding blocks as columns: (N, C, H, W) → (N, C·kernel, blocks). */
export class Unfold extends Module {
  readonly kernelSize: Size;
  readonly options: F.UnfoldOptions | undefined;

  constructor(kernelSize: Size, options?: F.UnfoldOptions) {
    super();
    this.kernelSize = kernelSize;
    this.options = options;
  }

  forward(input: Tensor): Tensor {
    return F.unfold(input, this.kernelSize, this.options);
  }

  override extraRepr(): string {
    return pairs({ kernelSize: this.kernelSize, ...this.options });
  }
}

/** Resizes the spatial dimensions to `size` or by `scaleFactor`. */
export class Upsample extends Module {
  readonly options: InterpolateOptions;

  constructor(
    options: Options<
      Pick<Required<InterpolateOptions>, 'size' | 'scaleFactor' | 'mode' | 'alignCorners' | 'recomputeScaleFactor'>
    >,
  ) {
    super();
    this.options = options;
  }

  forward(input: Tensor): Tensor {
    return interpolate(input, this.options);
  }

  override extraRepr(): string {
    return pairs({ ...this.options });
  }
}

type Scale = Options<{ size: Size; scaleFactor: Size }>;

/** Resizes (N, C, H, W) by repeating the nearest pixel. */
export class UpsamplingNearest2d extends Upsample {
  constructor(options: Scale) {
    super({ ...options, mode: 'nearest' });
  }
}

/** Resizes (N, C, H, W) bilinearly, corner to corner. */
export class UpsamplingBilinear2d extends Upsample {
  constructor(options: Scale) {
    super({ ...options, mode: 'bilinear', alignCorners: true });
  }
}
