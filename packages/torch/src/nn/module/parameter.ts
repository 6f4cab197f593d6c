import { native } from '../../engine/native.ts';
import { empty, type TensorOptions } from '../../tensor/create.ts';
import { Tensor } from '../../tensor/tensor.ts';
import type { Placement } from './placement.ts';

/**
 * A tensor that belongs to a module and is trained. It shares memory with the tensor it is made from, and no scope
 * frees it.
 *
 * @example
 * scale = new nn.Parameter(torch.ones([64]));
 */
export class Parameter extends Tensor {
  constructor(data: Tensor, options: { requiresGrad?: boolean } = {}) {
    super(leaf(data));
    this.keep();
    this.requiresGrad = options.requiresGrad ?? true;
  }
}

/**
 * A tensor that belongs to a module and is saved with it, but not trained. It shares memory with the tensor it is made
 * from, and no scope frees it.
 *
 * @example
 * mask = new nn.Buffer(torch.ones([n, n]).tril(), { persistent: false }); // not part of stateDict()
 */
export class Buffer extends Tensor {
  readonly persistent: boolean;

  constructor(data: Tensor, options: { persistent?: boolean } = {}) {
    super(leaf(data));
    this.keep();
    this.persistent = options.persistent ?? true;
  }
}

/** A new handle for the same memory, without history. */
function leaf(data: Tensor): number {
  using view = data.detach();
  return native.alias(view._live);
}

/** A module's placement as options of functions that make tensors. */
export const factory = ({ dtype, device }: Placement): TensorOptions => ({
  ...(dtype && { dtype }),
  ...(device && { device }),
});

/** A parameter whose values are still to be filled in. */
export function blank(shape: readonly number[], place: Placement): Parameter {
  using data = empty(shape, factory(place));
  return new Parameter(data);
}
