// Layers that learn the size of their input from the first one.
import type { Tensor } from '../../tensor/tensor.ts';
import { Conv1d, Conv2d, Conv3d, type ConvLayerOptions } from '../conv/conv.ts';
import {
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  type ConvTransposeLayerOptions,
} from '../conv/conv-transpose.ts';
import { invalidArgument } from '../errors.ts';
import { Lazy } from '../module/lazy.ts';
import type { AnyModule } from '../module/module.ts';
import {
  BatchNorm1d,
  BatchNorm2d,
  BatchNorm3d,
  type BatchNormLayerOptions,
  InstanceNorm1d,
  InstanceNorm2d,
  InstanceNorm3d,
} from '../norm/batch-norm.ts';
import type { Size } from '../options.ts';
import { Linear, type LinearOptions } from './linear.ts';

/** `Linear` whose inFeatures are those of the first input's last dimension. */
export class LazyLinear extends Lazy {
  protected readonly made: (input: Tensor) => AnyModule;

  constructor(outFeatures: number, options?: LinearOptions) {
    super();
    this.made = (input) => new Linear(input.shape.at(-1) ?? 0, outFeatures, options);
  }

  protected layerFor(input: Tensor): AnyModule {
    return this.made(input);
  }
}

// The channels stand before the spatial dimensions, with a batch before them or not.
function channels(where: string, dims: number, input: Tensor): number {
  const { shape } = input;
  if (shape.length !== dims + 1 && shape.length !== dims + 2)
    throw invalidArgument(where, `an input of ${dims + 1} or ${dims + 2} dimensions`, `(${shape.join(', ')})`);
  return shape[shape.length - dims - 1]!; // one of its dimensions
}

abstract class LazyChannels extends Lazy {
  protected readonly made: (channels: number) => AnyModule;
  protected readonly dims: number;

  constructor(dims: number, made: (channels: number) => AnyModule) {
    super();
    this.dims = dims;
    this.made = made;
  }

  protected layerFor(input: Tensor): AnyModule {
    return this.made(channels(this.constructor.name, this.dims, input));
  }
}

/** `Conv1d` whose inChannels are the first input's. */
export class LazyConv1d extends LazyChannels {
  constructor(outChannels: number, kernelSize: Size, options?: ConvLayerOptions) {
    super(1, (size) => new Conv1d(size, outChannels, kernelSize, options));
  }
}
/** `Conv2d` whose inChannels are the first input's. */
export class LazyConv2d extends LazyChannels {
  constructor(outChannels: number, kernelSize: Size, options?: ConvLayerOptions) {
    super(2, (size) => new Conv2d(size, outChannels, kernelSize, options));
  }
}
/** `Conv3d` whose inChannels are the first input's. */
export class LazyConv3d extends LazyChannels {
  constructor(outChannels: number, kernelSize: Size, options?: ConvLayerOptions) {
    super(3, (size) => new Conv3d(size, outChannels, kernelSize, options));
  }
}
/** `ConvTranspose1d` whose inChannels are the first input's. */
export class LazyConvTranspose1d extends LazyChannels {
  constructor(outChannels: number, kernelSize: Size, options?: ConvTransposeLayerOptions) {
    super(1, (size) => new ConvTranspose1d(size, outChannels, kernelSize, options) as unknown as AnyModule); // as: it takes a size too
  }
}
/** `ConvTranspose2d` whose inChannels are the first input's. */
export class LazyConvTranspose2d extends LazyChannels {
  constructor(outChannels: number, kernelSize: Size, options?: ConvTransposeLayerOptions) {
    super(2, (size) => new ConvTranspose2d(size, outChannels, kernelSize, options) as unknown as AnyModule); // as: it takes a size too
  }
}
/** `ConvTranspose3d` whose inChannels are the first input's. */
export class LazyConvTranspose3d extends LazyChannels {
  constructor(outChannels: number, kernelSize: Size, options?: ConvTransposeLayerOptions) {
    super(3, (size) => new ConvTranspose3d(size, outChannels, kernelSize, options) as unknown as AnyModule); // as: it takes a size too
  }
}

// (N, C) or (N, C, …): the second dimension.
abstract class LazyFeatures extends Lazy {
  protected readonly made: (features: number) => AnyModule;

  constructor(made: (features: number) => AnyModule) {
    super();
    this.made = made;
  }

  protected layerFor(input: Tensor): AnyModule {
    const features = input.shape[1];
    if (features === undefined)
      throw invalidArgument(this.constructor.name, 'an input (N, C, …)', `(${input.shape.join(', ')})`);
    return this.made(features);
  }
}

/** `BatchNorm1d` whose numFeatures are the first input's channels. */
export class LazyBatchNorm1d extends LazyFeatures {
  constructor(options?: BatchNormLayerOptions) {
    super((size) => new BatchNorm1d(size, options));
  }
}
/** `BatchNorm2d` whose numFeatures are the first input's channels. */
export class LazyBatchNorm2d extends LazyFeatures {
  constructor(options?: BatchNormLayerOptions) {
    super((size) => new BatchNorm2d(size, options));
  }
}
/** `BatchNorm3d` whose numFeatures are the first input's channels. */
export class LazyBatchNorm3d extends LazyFeatures {
  constructor(options?: BatchNormLayerOptions) {
    super((size) => new BatchNorm3d(size, options));
  }
}
/** `InstanceNorm1d` whose numFeatures are the first input's channels. */
export class LazyInstanceNorm1d extends LazyChannels {
  constructor(options?: BatchNormLayerOptions) {
    super(1, (size) => new InstanceNorm1d(size, options));
  }
}
/** `InstanceNorm2d` whose numFeatures are the first input's channels. */
export class LazyInstanceNorm2d extends LazyChannels {
  constructor(options?: BatchNormLayerOptions) {
    super(2, (size) => new InstanceNorm2d(size, options));
  }
}
/** `InstanceNorm3d` whose numFeatures are the first input's channels. */
export class LazyInstanceNorm3d extends LazyChannels {
  constructor(options?: BatchNormLayerOptions) {
    super(3, (size) => new InstanceNorm3d(size, options));
  }
}
