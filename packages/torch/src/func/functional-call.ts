import { ops } from '../engine/ops.ts';
import { TorchError } from '../errors.ts';
import type { AnyModule } from '../nn/module/module.ts';
import { Buffer, Parameter } from '../nn/module/parameter.ts';
import type { Tensor } from '../tensor/tensor.ts';

type Holder = Record<string | number, unknown>;

// Where each tensor of a module's state is held, by its object: one that is tied is held in several places.
function places(root: AnyModule): Map<Tensor, [holder: Holder, field: string][]> {
  const found = new Map<Tensor, [Holder, string][]>();
  const seen = new Set<unknown>();
  const visit = (holder: Holder) => {
    if (seen.has(holder)) return;
    seen.add(holder);
    for (const field of Object.keys(holder)) {
      const value = holder[field];
      if (value instanceof Parameter || value instanceof Buffer) {
        const known = found.get(value) ?? [];
        known.push([holder, field]);
        found.set(value, known);
      } else if (Array.isArray(value) || (typeof value === 'object' && value?.constructor === Object))
        visit(value as Holder); // as: read by field
    }
  };
  for (const module of root.modules()) visit(module as unknown as Holder); // as: read by field
  return found;
}

/**
 * Calls a module with other parameters and buffers than its own, by the keys of its state; those left out are its own.
 *
 * @throws {TorchError} state-dict — for a key that the module does not have
 * @example
 * const loss = (weights, x, y) => F.mseLoss(torch.func.functionalCall(model, weights, [x]), y);
 * const gradients = torch.func.grad(loss)(model.stateDict(), x, y);
 */
export function functionalCall(module: AnyModule, state: Readonly<Record<string, Tensor>>, args: unknown[]): unknown {
  const own = module.state();
  const held = places(module);
  const before: [Holder, string, unknown][] = [];
  try {
    for (const [key, tensor] of Object.entries(state)) {
      const target = own.get(key);
      if (target === undefined)
        throw new TorchError(
          'state-dict',
          `functionalCall: ${module.constructor.name} has no parameter or buffer '${key}'`,
        );
      for (const [holder, field] of held.get(target) ?? []) {
        before.push([holder, field, holder[field]]);
        holder[field] = tensor;
      }
    }
    return (module as unknown as (...args: unknown[]) => unknown)(...args); // as: what the module takes
  } finally {
    for (const [holder, field, value] of before.reverse()) holder[field] = value;
  }
}

/**
 * The states of several models of one architecture in one: each tensor with the models as its first dimension, for `vmap`.
 *
 * @example
 * const weights = torch.func.stackModuleState(models);
 * const all = torch.func.vmap((w) => torch.func.functionalCall(models[0], w, [x]))(weights); // (models, …)
 */
export function stackModuleState(models: readonly AnyModule[]): Record<string, Tensor> {
  const [first] = models;
  if (first === undefined) throw new TorchError('value', 'stackModuleState: expected models, received none');
  const states = models.map((model) => model.state());
  return Object.fromEntries(
    [...states[0]!.keys()].map((key) => {
      const all = states.map((state) => {
        const tensor = state.get(key);
        if (tensor === undefined) throw new TorchError('state-dict', `stackModuleState: a model has no '${key}'`);
        return tensor.detach();
      });
      return [key, ops.stack(all)];
    }),
  );
}
