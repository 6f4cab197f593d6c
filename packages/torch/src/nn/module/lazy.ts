import type { Tensor } from '../../tensor/tensor.ts';
import { type AnyModule, Module } from './module.ts';

/**
 * A layer that learns its input's size from its first input, and is then the layer itself. It has no parameters before: call it
 * once before an optimizer is made of them.
 */
export abstract class Lazy extends Module {
  /** The layer for an input. */
  protected abstract layerFor(input: Tensor): AnyModule;

  forward(input: Tensor): Tensor {
    const layer = this.layerFor(input);
    layer.train(this.training);
    become(this, layer);
    return (this as Module)(input); // as: it has become the layer
  }
}

// The same object with another's class and fields: whoever holds it holds the layer.
function become(lazy: object, layer: object): void {
  for (const key of Object.keys(lazy)) delete (lazy as Record<string, unknown>)[key]; // as: its own fields
  Object.setPrototypeOf(lazy, Object.getPrototypeOf(layer));
  Object.assign(lazy, layer);
}
