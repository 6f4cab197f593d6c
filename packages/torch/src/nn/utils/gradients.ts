import { cells, native } from '../../engine/native.ts';
import { Tensor } from '../../tensor/tensor.ts';

/** The gradients of many tensors in one call; undefined where there is none. */
export function gradients(tensors: readonly Tensor[]): (Tensor | undefined)[] {
  return handles(tensors).map((handle) => (handle === 0 ? undefined : new Tensor(handle)));
}

/** Drops the gradients of many tensors in one call, or fills them with zeros. */
export function clearGradients(tensors: readonly Tensor[], setToNone: boolean): void {
  write(tensors);
  native.zeroGradients(tensors.length, setToNone);
}

function handles(tensors: readonly Tensor[]): number[] {
  write(tensors);
  native.gradients(tensors.length);
  return Array.from(cells.subarray(0, tensors.length));
}

function write(tensors: readonly Tensor[]): void {
  if (tensors.length > cells.length) native.reserve(tensors.length, 0);
  for (let i = 0; i < tensors.length; i++) cells[i] = tensors[i]!._live;
}
