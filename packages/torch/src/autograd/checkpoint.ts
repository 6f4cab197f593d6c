import { getRngStates, setRngStates } from '../devices/random-state.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { autogradFunction, enableGrad, isGradEnabled } from './autograd.ts';
import { runGrad } from './hooks.ts';

/**
 * Runs a function of tensors without keeping what its backward needs; backward runs it again. Memory for time: a chain of
 * checkpointed blocks keeps only the blocks' inputs. Random numbers come out the same the second time.
 *
 * @param body must depend on nothing random but the default generators, and have no side effects
 * @param parameters tensors the body uses besides its inputs and that need gradients, such as `block.parameters()`
 * @example
 * x = torch.checkpoint((h) => block(h), [x], block.parameters());
 */
export function checkpoint(
  body: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  parameters: readonly Tensor[] = [],
): Tensor {
  if (!isGradEnabled()) return body(...inputs);
  return checkpointed(body, inputs.length, parameters)(...inputs, ...parameters);
}

// It sees no input: the graph holds it, and an input of it would hold the graph.
function checkpointed(body: (...inputs: Tensor[]) => Tensor, count: number, parameters: readonly Tensor[]) {
  const states = getRngStates();
  for (const state of Object.values(states)) state.keep();
  return autogradFunction({
    name: 'Checkpoint',
    forward(context, ...given: Tensor[]) {
      context.saveForBackward(...given);
      return body(...given.slice(0, count));
    },
    backward(context, gradient) {
      const saved = context.savedTensors;
      const leaves = saved.slice(0, count).map((tensor) => tensor.detach().requiresGrad_(tensor.requiresGrad));
      const before = getRngStates();
      setRngStates(states);
      const output = enableGrad(() => body(...leaves));
      setRngStates(before);
      const wanted = [...leaves, ...parameters].filter((tensor) => tensor.requiresGrad);
      const gradients = runGrad([output], wanted, [gradient ?? null], { allowUnused: true });
      let next = 0;
      return [...leaves, ...parameters].map((tensor) => (tensor.requiresGrad ? gradients[next++] : null));
    },
  });
}
