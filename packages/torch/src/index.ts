// @capstan/torch: PyTorch's engine, native to TypeScript.
import './tensor/methods.ts';
import './functions/methods.ts';

export * from '../generated/exports.ts';
export { isAnomalyEnabled } from './autograd/anomaly.ts';
export {
  autogradFunction,
  backward,
  enableGrad,
  FunctionContext,
  type FunctionDefinition,
  grad,
  inferenceMode,
  isGradEnabled,
  noGrad,
} from './autograd/autograd.ts';
export { checkpoint } from './autograd/checkpoint.ts';
export { type DerivativeOptions, hessian, jacobian, jvp, vjp } from './autograd/functional.ts';
export type { HookHandle } from './autograd/hooks.ts';
export * as autograd from './autograd/index.ts';
export * as data from './data/index.ts';
export * as backends from './devices/backends.ts';
export * from './devices/context.ts';
export * as cuda from './devices/cuda.ts';
export { getDefaultDevice, setDefaultDevice } from './devices/device.ts';
export { getRngStates, setRngStates } from './devices/random-state.ts';
export * as distributed from './distributed/index.ts';
export { type Call, observeCalls, operator } from './engine/dispatch.ts';
export type { GeneratorLike } from './engine/generator-like.ts';
export * as library from './engine/library.ts';
export { type OperatorLibraries, operators, ops } from './engine/ops.ts';
export { type Scope, scope } from './engine/scope.ts';
export { receive, share, type Ticket } from './engine/share.ts';
export { TorchError, type TorchErrorCode, torchErrorCodes, torchErrors } from './errors.ts';
export { type FlatState, flattenState, unflattenState } from './files/nested-state.ts';
export { load, loadHeader, loadMetadata, loadSync, save } from './files/safetensors.ts';
export { loadCheckpoint, type Stateful, saveCheckpoint } from './files/save-checkpoint.ts';
export * as func from './func/index.ts';
export {
  asTensor,
  blockDiag,
  broadcastShapes,
  broadcastTensors,
  type CdistMode,
  type Contracted,
  cartesianProd,
  cdist,
  chainMatmul,
  einsum,
  type FloatInfo,
  finfo,
  type IntegerInfo,
  iinfo,
  type LobpcgOptions,
  lobpcg,
  lu,
  type MaskedAlongOptions,
  type MaskedOptions,
  meshgrid,
  type NormOptions,
  type NormOrder,
  nonzero,
  norm,
  pcaLowrank,
  type StftOptions,
  stft,
  svdLowrank,
  tensordot,
  type UniqueOptions,
  unique,
  uniqueConsecutive,
  unravelIndex,
} from './functions/index.ts';
export * as masked from './functions/masked.ts';
export * as signal from './functions/signal.ts';
export * as sparse from './functions/sparse.ts';
export { countFlops, type Flops } from './measure/flops.ts';
export { type OperatorCall, type OperatorTensor, observeOperators, Profile, profile } from './measure/profiler.ts';
export * as F from './nn/functional/index.ts';
export * as nn from './nn/index.ts';
export { GradScaler, type GradScalerState } from './optim/grad-scaler.ts';
export * as optim from './optim/index.ts';
export { Complex, type Scalar } from './tensor/complex.ts';
export * from './tensor/create.ts';
export type { Device, DType, Layout, MemoryFormat, TypedArray } from './tensor/dtype.ts';
export { ELLIPSIS, type Ellipsis, type Index, type Slice, slice } from './tensor/indexing.ts';
export { getPrintoptions, type PrintOptions, setPrintoptions } from './tensor/print.ts';
export { Tensor } from './tensor/tensor.ts';
export type { ToOptions } from './tensor/to.ts';
export * as testing from './testing/index.ts';
