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
export { Complex, type Scalar } from './complex.ts';
export * from './context.ts';
export * from './create.ts';
export { type GeneratorLike, operator } from './dispatch.ts';
export type { Device, DType, Layout, MemoryFormat, TypedArray } from './dtype.ts';
export { TorchError, type TorchErrorCode } from './errors.ts';
export type { HookHandle } from './hooks.ts';
export { ELLIPSIS, type Index, type Slice, slice } from './indexing.ts';
export { operators, ops } from './ops.ts';
export { load, loadHeader, loadMetadata, loadSync, save } from './safetensors.ts';
export { type Scope, scope } from './scope.ts';
export { Tensor, type ToOptions } from './tensor.ts';
