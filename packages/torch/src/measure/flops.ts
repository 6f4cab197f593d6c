import { type OperatorCall, observeOperators } from './profiler.ts';

/** Floating-point operations, a multiplication and an addition being two. */
export interface Flops {
  total: number;
  /** By the operator's name: 'aten::mm', 'aten::convolution' … */
  operators: Record<string, number>;
}

type Formula = (inputs: number[][], outputs: number[][]) => number;

const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);

// (m, k) × (k, n), in front of which may stand a batch.
const matmul = (a: number[], b: number[]): number => 2 * product(a) * b[b.length - 1]!;

// q (B, H, L, E), k (B, H, S, E), v (B, H, S, V): q·kᵀ and weights·v. A causal mask saves nothing here, as in PyTorch.
const attention: Formula = ([q, k, v]) => 2 * product(q!.slice(0, -1)) * k![k!.length - 2]! * (q!.at(-1)! + v!.at(-1)!);

// The weights are computed again, then the gradients of v, of the weights, of q and of k.
const attentionBackward: Formula = ([, q, k, v]) =>
  2 * product(q!.slice(0, -1)) * k![k!.length - 2]! * (3 * q!.at(-1)! + 2 * v!.at(-1)!);

// x (T, B, I), weights (4H, I) and (4H, H): every step multiplies by both.
const recurrent: Formula = ([x, wInput, wHidden]) => 2 * x![0]! * x![1]! * (product(wInput!) + product(wHidden!));

// x (T, B, I), then every layer's weights and biases, then what is flat or state: each matrix is met once a step.
const cudnn: Formula = ([x, ...rest]) => {
  const flat = rest.findIndex((shape) => shape.length !== 2 && shape.length !== 1);
  const matrices = rest.slice(0, flat < 0 ? rest.length : flat).filter((shape) => shape.length === 2);
  return 2 * x![0]! * x![1]! * matrices.reduce((sum, shape) => sum + product(shape), 0);
};

const FORMULAS: Record<string, Formula> = {
  'aten::mm': ([a, b]) => matmul(a!, b!),
  'aten::addmm': ([, a, b]) => matmul(a!, b!),
  'aten::bmm': ([a, b]) => matmul(a!, b!),
  'aten::baddbmm': ([, a, b]) => matmul(a!, b!),
  'aten::_scaled_mm': ([a, b]) => matmul(a!, b!),
  'aten::_scaled_dot_product_flash_attention': attention,
  'aten::_scaled_dot_product_flash_attention_for_cpu': attention,
  'aten::_scaled_dot_product_efficient_attention': attention,
  'aten::_scaled_dot_product_cudnn_attention': attention,
  'aten::_scaled_dot_product_flash_attention_backward': attentionBackward,
  'aten::_scaled_dot_product_flash_attention_for_cpu_backward': attentionBackward,
  'aten::_scaled_dot_product_efficient_attention_backward': attentionBackward,
  'aten::_scaled_dot_product_cudnn_attention_backward': attentionBackward,
  'aten::mkldnn_rnn_layer': recurrent,
  'aten::_cudnn_rnn': cudnn,
  'aten::_cudnn_rnn_backward': (inputs, outputs) => 2 * cudnn(inputs, outputs),
  'aten::mkldnn_rnn_layer_backward': (inputs, outputs) => 2 * recurrent(inputs, outputs),
};

// Each place of the smaller picture meets the whole kernel once: the output of a convolution, the input of a transposed one.
const convolution = (batch: number, kernel: number[], picture: number[]): number =>
  2 * batch * product(kernel) * product(picture.slice(2));

const same = (a: number[] | undefined, b: number[]): boolean => a !== undefined && a.join() === b.join();

/**
 * Counts the floating-point operations of what runs on this thread meanwhile, backward included: products of matrices,
 * convolutions, attention and recurrent layers, as torch.utils.flop_counter counts them (2.11). Unlike it, it sees attention and
 * recurrent layers on a CPU, and it counts only a group's share in the weight gradient of a grouped convolution.
 *
 * @example
 * const { total } = torch.countFlops(() => F.crossEntropy(model(x), y).backward());
 */
export function countFlops(body: () => unknown): Flops {
  const operators: Record<string, number> = {};
  const transposed = new Set<string>();
  const add = (name: string, flops: number) => {
    operators[name] = (operators[name] ?? 0) + flops;
  };
  const observer = (call: OperatorCall): void => {
    const inputs = call.inputs.map((tensor) => tensor.shape);
    const outputs = call.outputs.map((tensor) => tensor.shape);
    const [first, second, third] = inputs;
    if (call.name === 'aten::convolution') {
      add(call.name, convolution(first![0]!, second!, outputs[0]!));
    } else if (/^aten::conv_transpose[123]d$/.test(call.name)) {
      // The convolution within it has ended before, counted as if it were not transposed.
      const batched = first!.length === second!.length ? first! : [1, ...first!];
      const output = first!.length === second!.length ? outputs[0]! : [1, ...outputs[0]!];
      add('aten::convolution', convolution(batched[0]!, second!, batched) - convolution(batched[0]!, second!, output));
      transposed.add(`${batched}|${second}|${output}`);
    } else if (call.name === 'aten::convolution_backward') {
      const picture = transposed.has(`${second}|${third}|${first}`) ? second! : first!;
      const wanted = outputs.filter((shape, i) => (i === 0 && same(second, shape)) || (i < 2 && same(third, shape)));
      add(call.name, wanted.length * convolution(first![0]!, third!, picture));
    } else {
      const formula = FORMULAS[call.name];
      if (formula) add(call.name, formula(inputs, outputs));
    }
  };
  observeOperators(body, observer);
  return { total: Object.values(operators).reduce((sum, flops) => sum + flops, 0), operators };
}
