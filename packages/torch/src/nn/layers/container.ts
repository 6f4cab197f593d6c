import type { Tensor } from '../../tensor/tensor.ts';
import type { Keys } from '../module/keys.ts';
import { type AnyModule, Module } from '../module/module.ts';

/** What the last of a chain of modules returns. */
type Last<M extends readonly AnyModule[]> = M extends readonly [...unknown[], infer L]
  ? L extends (...args: never[]) => infer Out
    ? Out
    : never
  : Tensor;

/**
 * Modules called one after another, each with what the one before returned.
 *
 * @example
 * const model = new nn.Sequential(new nn.Linear(784, 128), new nn.ReLU(), new nn.Linear(128, 10));
 */
export class Sequential<M extends readonly AnyModule[] = readonly AnyModule[]> extends Module<
  [input: Tensor],
  Last<M>
> {
  static readonly keys: Keys = { layers: '' };
  readonly layers: AnyModule[];

  constructor(...modules: M) {
    super();
    this.layers = [...modules];
  }

  forward(input: Tensor): Last<M> {
    let value: unknown = input;
    const { layers } = this;
    for (let i = 0; i < layers.length; i++) value = (layers[i] as unknown as (x: unknown) => unknown)(value); // each takes what the last gave
    return value as Last<M>; // as: what the last one gave
  }

  /** The module at a place; negative places count from the end. */
  at(index: number): AnyModule | undefined {
    return this.layers.at(index);
  }

  append(module: AnyModule): this {
    this.layers.push(module);
    return this;
  }

  [Symbol.iterator](): Iterator<AnyModule> {
    return this.layers[Symbol.iterator]();
  }
}
