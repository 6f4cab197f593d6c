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
  let places: string[] = []; // the devices that the states behind the saved inputs are of
  return autogradFunction({
    name: 'Checkpoint',
    forward(context, ...given: Tensor[]) {
      const states = getRngStates();
      places = Object.keys(states);
      context.saveForBackward(...given, ...Object.values(states));
      return body(...given.slice(0, count));
    },
    backward(context, gradient) {
      const saved = context.savedTensors;
      const states = saved.slice(count + parameters.length);
      const leaves = saved.slice(0, count).map((tensor) => tensor.detach().requiresGrad_(tensor.requiresGrad));
      const before = getRngStates();
      let output: Tensor;
      try {
        setRngStates(Object.fromEntries(places.map((place, i) => [place, states[i]!])));
        output = enableGrad(() => body(...leaves));
      } finally {
        setRngStates(before);
      }
      const wanted = [...leaves, ...parameters].filter((tensor) => tensor.requiresGrad);
      const gradients = runGrad([output], wanted, [gradient ?? null], { allowUnused: true });
      let next = 0;
      return [...leaves, ...parameters].map((tensor) => (tensor.requiresGrad ? gradients[next++] : null));
    },
  });
}
