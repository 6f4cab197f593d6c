import { type Tensor, Tensor as TensorClass } from '@capstan/torch';
import { Place, reads, type Step, type Trace } from './trace.ts';

/** A convolution with all that was folded into it: relu(conv(input) + other). */
export type FusedConv = {
  input: number;
  /** Place of what is added. */
  other: number | undefined;
  relu: boolean;
  weight: Tensor;
  bias: Tensor | undefined;
  stride: number[];
  padding: number[];
  dilation: number[];
  groups: number;
  /** Shapes when traced. */
  inputShape: number[];
  resultShape: number[];
  result: number;
};

export type FusedStep = { conv: FusedConv } | { call: Step };

/**
 * Folds batch normalisation into the convolutions before it, and takes the addition of a shortcut and the ReLU that
 * follow into them as well. The answers stay the same but for rounding.
 */
export function fuse({ steps, output, shapes }: Trace): FusedStep[] {
  const users = new Map<number, number[]>();
  for (const [at, step] of steps.entries()) {
    for (const place of new Set(reads(step))) users.set(place, [...(users.get(place) ?? []), at]);
  }
  /** The next step that uses a place, and whether it is the last to. */
  const nextUse = (place: number, after: number) => {
    const later = (users.get(place) ?? []).filter((at) => at > after);
    return { at: later[0], only: later.length === 1 && place !== output };
  };

  const fused = new Map<number, FusedConv>();
  const gone = new Set<number>();
  for (const [start, step] of steps.entries()) {
    const conv = gone.has(start) ? undefined : convolutionOf(step, shapes);
    if (!conv) continue;
    let end = start;
    for (;;) {
      const { at, only } = nextUse(conv.result, end);
      const next = at === undefined ? undefined : steps[at];
      if (at === undefined || !next || gone.has(at) || written(steps, conv.input, start, at)) break;
      const kept = next.results[0] === conv.result; // in place: the place goes on under the new value
      if (!(kept || only) || !absorb(conv, next, shapes)) break;
      gone.add(end);
      end = at;
      conv.result = next.results[0]!;
      if (conv.relu) break;
    }
    gone.delete(end);
    fused.set(end, conv);
  }
  return steps.flatMap((call, at): FusedStep[] => {
    const conv = fused.get(at);
    return conv ? [{ conv }] : gone.has(at) ? [] : [{ call }];
  });
}

function convolutionOf({ name, args, results }: Step, shapes: number[][]): FusedConv | undefined {
  if (name !== 'aten::conv2d') return undefined;
  const [input, weight, bias = null, stride = 1, padding = 0, dilation = 1, groups = 1] = args;
  if (!(input instanceof Place) || !(weight instanceof TensorClass) || weight.dtype !== 'float32') return undefined;
  if (bias !== null && !(bias instanceof TensorClass)) return undefined;
  const [strides, paddings, dilations] = [stride, padding, dilation].map(pair);
  const shape = shapes[input.index]!;
  if (!strides || !paddings || !dilations || typeof groups !== 'number' || shape.length !== 4) return undefined;
  return {
    input: input.index,
    other: undefined,
    relu: false,
    weight,
    bias: bias ?? undefined,
    stride: strides,
    padding: paddings,
    dilation: dilations,
    groups,
    inputShape: shape,
    resultShape: shapes[results[0]!]!,
    result: results[0]!,
  };
}

function pair(value: unknown): number[] | undefined {
  if (typeof value === 'number') return [value, value];
  if (!Array.isArray(value) || !value.every((size) => typeof size === 'number')) return undefined;
  const [first] = value;
  return value.length === 1 && first !== undefined ? [first, first] : value;
}

/** Takes a step into a convolution whose result it uses; says whether it did. */
function absorb(conv: FusedConv, { name, args }: Step, shapes: number[][]): boolean {
  const [first, second] = args;
  const isResult = (value: unknown) => value instanceof Place && value.index === conv.result;
  switch (name) {
    case 'aten::batch_norm':
      return isResult(first) && conv.other === undefined && foldNorm(conv, args);
    case 'aten::relu':
    case 'aten::relu_':
      conv.relu = true;
      return true;
    case 'aten::add':
    case 'aten::add_': {
      const other = isResult(first) ? second : first;
      if (args.length !== 2 || conv.other !== undefined || !(other instanceof Place) || isResult(other)) return false;
      if (String(shapes[other.index]) !== String(shapes[conv.result])) return false; // it would be broadcast
      conv.other = other.index;
      return true;
    }
    default:
      return false;
  }
}

/** weight · γ/√(σ² + ε) and (bias − μ) · γ/√(σ² + ε) + β, a channel each. */
function foldNorm(conv: FusedConv, args: unknown[]): boolean {
  const [, weight, bias, mean, variance, training, , eps] = args;
  if (training !== false || typeof eps !== 'number') return false;
  if (!(mean instanceof TensorClass) || !(variance instanceof TensorClass)) return false;
  let scale = variance.add(eps).rsqrt();
  if (weight instanceof TensorClass) scale = scale.mul(weight);
  const centred = conv.bias ? conv.bias.sub(mean) : mean.neg();
  const shifted = centred.mul(scale);
  conv.weight = conv.weight.mul(scale.reshape([-1, 1, 1, 1]));
  conv.bias = bias instanceof TensorClass ? shifted.add(bias) : shifted;
  return true;
}

/** Whether a step in between writes to a place, so that reading it later would not do. */
function written(steps: Step[], place: number, from: number, to: number): boolean {
  return steps.slice(from, to).some(({ results }) => results.includes(place));
}
