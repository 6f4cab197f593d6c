// torch.nn: layers, losses, containers, initialisers.

export {
  type AttentionCallOptions,
  MultiheadAttention,
  type MultiheadAttentionOptions,
} from './attention/attention.ts';
export * from './attention/transformer.ts';
export { Conv1d, Conv2d, Conv3d, type ConvLayerOptions, type PaddingMode } from './conv/conv.ts';
export {
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  type ConvTransposeLayerOptions,
} from './conv/conv-transpose.ts';
export * from './conv/padding.ts';
export * from './conv/pooling.ts';
export { StateDictError } from './errors.ts';
export * as functional from './functional/index.ts';
export * as init from './init.ts';
export * from './layers/activation.ts';
export { Sequential } from './layers/container.ts';
export { CosineSimilarity, PairwiseDistance } from './layers/distance.ts';
export * from './layers/dropout.ts';
export { Embedding, EmbeddingBag, type EmbeddingLayerOptions } from './layers/embedding.ts';
export * from './layers/lazy.ts';
export { Bilinear, Identity, Linear, type LinearOptions } from './layers/linear.ts';
export * from './layers/shape.ts';
export { AdaptiveLogSoftmaxWithLoss } from './loss/classes/adaptive-log-softmax.ts';
export * from './loss/losses.ts';
export * as losses from './loss/losses.ts';
export type { RemovableHook } from './module/hooks.ts';
export type { Keys } from './module/keys.ts';
export { type AnyModule, Module } from './module/module.ts';
export { Buffer, Parameter } from './module/parameter.ts';
export type { ModuleToOptions, Placement } from './module/placement.ts';
export type { LoadOptions, LoadResult } from './module/state.ts';
export {
  BatchNorm1d,
  BatchNorm2d,
  BatchNorm3d,
  type BatchNormLayerOptions,
  InstanceNorm1d,
  InstanceNorm2d,
  InstanceNorm3d,
} from './norm/batch-norm.ts';
export * from './norm/norm.ts';
export { SyncBatchNorm, type SyncBatchNormOptions } from './norm/sync-batch-norm.ts';
export type { Size } from './options.ts';
export { GRU, LSTM, type LSTMOptions, type RecurrentOptions, RNN } from './recurrent/rnn.ts';
export { GRUCell, LSTMCell, RNNCell } from './recurrent/rnn-cell.ts';
export * as utils from './utils/index.ts';
