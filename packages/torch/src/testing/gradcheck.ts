import { backward, noGrad } from '../autograd/autograd.ts';
import { ops } from '../engine/ops.ts';
import { scope } from '../engine/scope.ts';
import { invalidArgument } from '../nn/errors.ts';
import { type Options, withDefaults } from '../nn/options.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { assertClose } from './close.ts';

const GRADCHECK = { eps: 1e-6, atol: 1e-5, rtol: 1e-3 };

/**
 * Compares the gradients that `backward` gives with central differences, for every output and every element of every
 * input that requires a gradient. Inputs should be float64.
 *
 * @throws {AssertionError} — naming the input and output whose gradients differ
 * @example
 * torch.testing.gradcheck((x) => x.sin(), [torch.randn([3], { dtype: 'float64', requiresGrad: true })]);
 */
export function gradcheck(
  fn: (...inputs: Tensor[]) => Tensor | readonly Tensor[],
  inputs: readonly Tensor[],
  options?: Options<typeof GRADCHECK>,
): true {
  const { eps, atol, rtol } = withDefaults('gradcheck', GRADCHECK, options);
  const checked = inputs.filter((input) => input.requiresGrad);
  if (checked.length === 0) throw invalidArgument('gradcheck', 'an input that requires a gradient', 'none');
  for (const input of checked) {
    if (input.dtype !== 'float64')
      throw invalidArgument('gradcheck', 'float64 inputs: differences need the precision', input.dtype);
  }
  using _temporaries = scope();
  const call = (): Tensor[] => [fn(...inputs)].flat() as Tensor[]; // readonly arrays flatten alike
  const before = checked.map((input) => input.grad);
  try {
    call().forEach((output, o) => {
      if (!output.requiresGrad) return;
      for (let element = 0; element < output.numel(); element++) {
        const exact = analytical(call()[o]!, element, checked);
        checked.forEach((input, i) => {
          const message = `the gradient of output ${o}, element ${element}, with respect to input ${i}`;
          assertClose(exact[i]!, numerical(call, input, o, element, eps), { atol, rtol, message });
        });
      }
    });
  } finally {
    checked.forEach((input, i) => {
      input.grad = before[i];
    });
  }
  return true;
}

function analytical(output: Tensor, element: number, inputs: readonly Tensor[]): Tensor[] {
  for (const input of inputs) input.grad = undefined;
  const one = ops.zerosLike(output);
  noGrad(() => one.view(-1).at(element).fill_(1));
  backward([output], [one]);
  return inputs.map((input) => input.grad ?? ops.zerosLike(input).detach());
}

/** (f(x + ε) − f(x − ε)) / 2ε for every element of one input. */
function numerical(call: () => Tensor[], input: Tensor, output: number, element: number, eps: number): Tensor {
  return noGrad(() => {
    const result = ops.zeros(input.shape, { dtype: 'float64' });
    const flat = result.view(-1);
    const values = input.detach().view(-1);
    const at = () => call()[output]!.reshape([-1]).at(element).item();
    for (let i = 0; i < input.numel(); i++) {
      using inner = scope();
      const original = values.at(i).item();
      values.at(i).fill_(original + eps);
      const above = at();
      values.at(i).fill_(original - eps);
      const below = at();
      values.at(i).fill_(original);
      flat.at(i).fill_((above - below) / (2 * eps));
      void inner;
    }
    return result;
  });
}
