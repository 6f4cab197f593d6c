export * from '../loss/functions.ts';
export * from './activation.ts';
export * from './attention.ts';
export {
  type ConvOptions,
  type ConvTransposeOptions,
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  fold,
  type Padding,
  type UnfoldOptions,
  unfold,
} from './conv.ts';
export * from './distance.ts';
export * from './dropout.ts';
export { type EmbeddingBagOptions, type EmbeddingOptions, embedding, embeddingBag, oneHot } from './embedding.ts';
export * from './linear.ts';
export * from './norm.ts';
export * from './pad.ts';
export {
  type AdaptiveMaxPoolOptions,
  type AdaptiveSize,
  type AvgPool1dOptions,
  type AvgPoolOptions,
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  type FractionalMaxPoolOptions,
  fractionalMaxPool2d,
  fractionalMaxPool3d,
  type LPPoolOptions,
  lpPool1d,
  lpPool2d,
  lpPool3d,
  type MaxPoolOptions,
  type MaxUnpoolOptions,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  maxUnpool1d,
  maxUnpool2d,
  maxUnpool3d,
} from './pool.ts';
export * from './vision.ts';
