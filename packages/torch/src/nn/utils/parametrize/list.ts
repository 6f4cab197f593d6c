import { noGrad } from '../../../autograd/autograd.ts';
import { TorchError } from '../../../errors.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import type { AnyModule } from '../../module/module.ts';
import { Module } from '../../module/module.ts';
import { Buffer, Parameter } from '../../module/parameter.ts';

/** A module that makes a weight of one or several tensors; `rightInverse` gives tensors that a weight is made of. */
export interface Parametrization extends Module<Tensor[], Tensor> {
  rightInverse?(weight: Tensor): Tensor | readonly Tensor[];
}

/** @internal What stands for a weight: the tensors that are trained, and the modules that make the weight of them. */
export class ParametrizationList extends Module<[], Tensor> {
  static keys = { modulesInOrder: '', several: '' };

  /** What the first module is called with, where it takes one tensor. */
  original: Parameter | Buffer | undefined;
  /** Where it takes several: original0, original1 … */
  several: Record<string, Parameter | Buffer> = {};
  readonly modulesInOrder: Parametrization[];
  private readonly wasParameter: boolean;

  constructor(modules: readonly Parametrization[], weight: Parameter | Buffer, unsafe: boolean) {
    super();
    this.original = undefined;
    this.modulesInOrder = [...modules];
    this.wasParameter = weight instanceof Parameter;
    const made = noGrad(() => this.start(weight.detach()));
    const trained = weight instanceof Parameter && weight.requiresGrad;
    const own = (tensor: Tensor) =>
      this.wasParameter ? new Parameter(tensor, { requiresGrad: trained }) : new Buffer(tensor);
    if (made.length === 1) this.original = made[0]!.isSame(weight) ? weight : own(made[0]!);
    else this.several = Object.fromEntries(made.map((tensor, i) => [`original${i}`, own(tensor)]));
    if (!unsafe) this.check(weight);
  }

  // What the weight is made of; itself where a module says that it has no inverse, as in PyTorch.
  private start(weight: Tensor): readonly Tensor[] {
    try {
      return this.inverted(weight);
    } catch (error) {
      if (error instanceof TorchError && error.code === 'not-implemented') return [weight];
      throw error;
    }
  }

  private inverted(weight: Tensor): readonly Tensor[] {
    let made: readonly Tensor[] = [weight];
    for (const module of [...this.modulesInOrder].reverse()) {
      if (module.rightInverse === undefined) continue;
      const [only] = made;
      if (made.length !== 1 || only === undefined)
        throw new TorchError('value', 'only the first parametrization may be of several tensors');
      const result = module.rightInverse(only);
      made = Array.isArray(result) ? result : [result as Tensor]; // as: no array
    }
    return made;
  }

  private check(weight: Tensor): void {
    const result = noGrad(() => this.forward());
    if (result.shape.join() !== weight.shape.join() || result.dtype !== weight.dtype)
      throw new TorchError(
        'shape',
        `a parametrization gives what it stands for: expected [${weight.shape}] ${weight.dtype}, received [${result.shape}] ${result.dtype}`,
        { hint: 'say { unsafe: true } where it is meant' },
      );
  }

  /** The weight. */
  forward(): Tensor {
    const [first, ...others] = this.modulesInOrder;
    let weight = first!(...(this.original ? [this.original] : Object.values(this.several))); // there is one at least
    for (const module of others) weight = module(weight);
    return weight;
  }

  /** Takes another module behind those that are there: the weight becomes what it makes of it, and gives its inverse first. */
  append(module: Parametrization): void {
    const weight = noGrad(() => this.forward());
    this.modulesInOrder.push(module);
    try {
      this.set(weight);
    } catch (error) {
      this.modulesInOrder.pop();
      throw error;
    }
  }

  /** Makes the weight become a value: the tensors that it is made of, in place. */
  set(value: Tensor): void {
    noGrad(() => {
      const made = this.inverted(value);
      const own = this.original ? [this.original] : Object.values(this.several);
      for (const [i, tensor] of made.entries()) own[i]!.detach().copy_(tensor); // as many
    });
  }

  /** What the weight becomes when the list is taken away. */
  left(keep: boolean): Parameter | Buffer {
    const [parts, trained] = [this.original ? [this.original] : Object.values(this.several), this.wasParameter];
    if (!keep) {
      if (parts.length !== 1)
        throw new TorchError('value', 'a weight made of several tensors can only be left as it is now', {
          hint: 'leave out leaveParametrized',
        });
      return parts[0]!; // one
    }
    const value = noGrad(() => this.forward()).detach();
    if (!trained) return new Buffer(value);
    const [only] = parts;
    if (parts.length !== 1 || only === undefined)
      return new Parameter(value.clone(), { requiresGrad: parts.some((p) => p.requiresGrad) });
    noGrad(() => only.detach().copy_(value)); // the same object: optimizers keep it
    return only;
  }
}

/** @internal The lists of a module, by the fields that they stand for. */
export type Lists = Record<string, ParametrizationList>;
export type Parametrized = AnyModule & { parametrizations?: Lists };
