import { type DType, operator, type Tensor, Tensor as TensorClass } from '@capstan/torch';
import { type FusedConv, type FusedStep, fuse } from './fuse.ts';
import { Place, type Trace } from './trace.ts';

type Places = (Tensor | undefined)[];
type Action = (places: Places) => void;
type Sizes = readonly number[];

// oneDNN's convolution with what follows it in one pass, on weights that are laid out once (PyTorch's Inductor calls the
// same): x, weight, bias, padding, stride, dilation, groups, then what follows.
const convolve = operator<
  (
    x: Tensor,
    weight: Tensor,
    bias: Tensor | null,
    padding: Sizes,
    stride: Sizes,
    dilation: Sizes,
    groups: number,
    unary: string,
    scalars: number[],
    algorithm: string,
  ) => Tensor
>('mkldnn::_convolution_pointwise');
const convolveAdd = operator<
  (
    x: Tensor,
    other: Tensor,
    weight: Tensor,
    bias: Tensor | null,
    padding: Sizes,
    stride: Sizes,
    dilation: Sizes,
    groups: number,
    binary: string,
    alpha: number,
    unary: string | null,
    scalars: number[],
    algorithm: string | null,
  ) => Tensor
>('mkldnn::_convolution_pointwise');
const reorder = operator<
  (weight: Tensor, padding: Sizes, stride: Sizes, dilation: Sizes, groups: number, inputSize: Sizes) => Tensor
>('aten::mkldnn_reorder_conv2d_weight');

/**
 * Makes one function of a trace: fused convolutions on prepacked weights, in the processor's preferred layout.
 *
 * @param dtype what to compute in: the input is converted to it, the output back to float32
 * @throws {TorchError} not-implemented — where this engine has no oneDNN
 */
export function compilePlan(trace: Trace, dtype: 'float32' | 'bfloat16'): (input: Tensor) => Tensor {
  const actions = fuse(trace).map((step) => actionOf(step, dtype));
  const places: Places = new Array(trace.places).fill(undefined);
  return (input) => {
    places[trace.input] = dtype === 'float32' ? input : input.to(dtype);
    for (const action of actions) action(places);
    const output = places[trace.output]!;
    places.fill(undefined);
    return dtype === 'float32' ? output : output.to('float32');
  };
}

function actionOf(step: FusedStep, dtype: DType): Action {
  return 'conv' in step ? convolution(step.conv, dtype) : replay(step.call, dtype);
}

function convolution(conv: FusedConv, dtype: DType): Action {
  const { input, other, result, stride, padding, dilation, groups } = conv;
  const weight = reorder(conv.weight.to(dtype).toMkldnn(), padding, stride, dilation, groups, conv.inputShape).keep();
  const bias = conv.bias?.to(dtype).keep() ?? null;
  const unary = conv.relu ? 'relu' : 'none';
  if (other === undefined) {
    return (places) => {
      places[result] = convolve(places[input]!, weight, bias, padding, stride, dilation, groups, unary, [], '');
    };
  }
  // A picture of one pixel has no layout of its own, and oneDNN refuses to add one: then the addition is a step by itself.
  const [, , height, width] = conv.resultShape;
  if (height === 1 && width === 1) {
    return (places) => {
      const [x, y] = [places[input]!, places[other]!];
      const sum = convolve(x, weight, bias, padding, stride, dilation, groups, 'none', [], '').add_(y);
      places[result] = conv.relu ? sum.relu_() : sum;
    };
  }
  const after = conv.relu ? unary : null;
  return (places) => {
    const [x, y] = [places[input]!, places[other]!];
    places[result] = convolveAdd(x, y, weight, bias, padding, stride, dilation, groups, 'add', 1, after, [], null);
  };
}

function replay({ name, args, results }: { name: string; args: unknown[]; results: number[] }, dtype: DType): Action {
  const call = operator<(...args: unknown[]) => Tensor>(name);
  const constant = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(constant);
    return value instanceof TensorClass && value.dtype === 'float32' ? value.to(dtype).keep() : value;
  };
  const fixed = args.map(constant);
  const result = results[0]!;
  const fill = (value: unknown, places: Places): unknown =>
    value instanceof Place
      ? places[value.index]
      : Array.isArray(value)
        ? value.map((inner) => fill(inner, places))
        : value;
  return (places) => {
    places[result] = call(...fixed.map((value) => fill(value, places)));
  };
}
