// @capstan/torch: PyTorch's engine, native to TypeScript.
import './methods.ts';

export * from '../generated/exports.ts';
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
} from './autograd.ts';
export * as backends from './backends.ts';
export { checkpoint } from './checkpoint.ts';
export { Complex, type Scalar } from './complex.ts';
export * from './context.ts';
export * from './create.ts';
export * as cuda from './cuda.ts';
export * as data from './data/index.ts';
export { getDefaultDevice, setDefaultDevice } from './device.ts';
export { type Call, type GeneratorLike, observeCalls, operator } from './dispatch.ts';
export * as distributed from './distributed/index.ts';
export type { Device, DType, Layout, MemoryFormat, TypedArray } from './dtype.ts';
export { TorchError, type TorchErrorCode } from './errors.ts';
export { countFlops, type Flops } from './flops.ts';
export type { HookHandle } from './hooks.ts';
export { ELLIPSIS, type Ellipsis, type Index, type Slice, slice } from './indexing.ts';
export * as library from './library.ts';
export { type FlatState, flattenState, unflattenState } from './nested-state.ts';
export * as F from './nn/functional/index.ts';
export * as nn from './nn/index.ts';
export { type OperatorLibraries, operators, ops } from './ops.ts';
export { GradScaler, type GradScalerState } from './optim/grad-scaler.ts';
export * as optim from './optim/index.ts';
export { type OperatorCall, type OperatorTensor, observeOperators, Profile, profile } from './profiler.ts';
export { getRngStates, setRngStates } from './random-state.ts';
export { load, loadHeader, loadMetadata, loadSync, save } from './safetensors.ts';
export { loadCheckpoint, type Stateful, saveCheckpoint } from './save-checkpoint.ts';
export { type Scope, scope } from './scope.ts';
export { receive, share, type Ticket } from './share.ts';
export { Tensor, type ToOptions } from './tensor.ts';
export * as testing from './testing/index.ts';
