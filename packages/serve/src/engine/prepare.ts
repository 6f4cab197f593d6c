import { type nn, operator, randn, type Tensor } from '@capstan/torch';
import type { EngineOptions } from './messages.ts';
import { compilePlan } from './plan.ts';
import { sameCalls, type Trace, trace } from './trace.ts';

/** A model made ready to be served; `note` says how it is computed. */
export type Prepared = { forward(input: Tensor): Tensor; note: string };

type Precision = EngineOptions['precision'];

/** Largest difference to the model itself, relative to its largest output. */
const tolerance: Record<Precision, number> = { float32: 1e-4, bfloat16: 0.03 };

const bfloat16Supported = operator<() => boolean>('mkldnn::_is_mkldnn_bf16_supported');

/**
 * Makes a model fast where its answers stay the same: traces it, folds what can be folded, and holds the outcome against
 * the model itself. Where any of that fails the model is served as it is.
 *
 * @param shape of the input; -1 where any size will do
 */
export function prepare(
  model: nn.Module,
  shape: readonly number[],
  options: Pick<EngineOptions, 'device' | 'optimize' | 'precision'>,
): Prepared {
  const forward = (input: Tensor) => model.forward(input) as Tensor; // what a served model gives
  const asItIs = { forward, note: '' };
  // The plan is laid out for oneDNN, which is the CPU's, and for pictures.
  if (!options.optimize || options.device !== 'cpu' || shape.length !== 4) return asItIs;
  const traced = traceRows(model, forward, shape);
  if (!traced) return asItIs;
  for (const precision of new Set<Precision>([options.precision, 'float32'])) {
    const plan = tryPlan(traced, precision);
    if (plan && agrees(plan, forward, shape, tolerance[precision])) {
      return { forward: plan, note: `fused, ${precision}` };
    }
  }
  return asItIs;
}

function tryPlan(traced: Trace, precision: Precision): Prepared['forward'] | undefined {
  try {
    return precision === 'float32' || bfloat16Supported() ? compilePlan(traced, precision) : undefined;
  } catch {
    return undefined; // an engine without oneDNN
  }
}

/** The model's calls, where they are the same for other rows and other free sizes. */
function traceRows(model: nn.Module, forward: (input: Tensor) => Tensor, shape: readonly number[]): Trace | undefined {
  const constants = new Set<Tensor>([...model.parameters(), ...model.buffers()]);
  const [one, other] = examples(shape).map((input) => trace(forward, input, constants));
  return one && other && sameCalls(one, other) ? one : undefined;
}

function agrees(plan: Prepared['forward'], forward: Prepared['forward'], shape: readonly number[], limit: number) {
  return examples(shape).every((input) => {
    const expected = forward(input);
    const difference = plan(input).sub(expected).abs().max().item();
    return difference <= limit * expected.abs().max().item();
  });
}

/** Random inputs of different rows, and of different sizes where any will do. */
function examples(shape: readonly number[]): Tensor[] {
  const sizes = (rows: number, free: number) => [rows, ...shape.slice(1).map((size) => (size === -1 ? free : size))];
  return [randn(sizes(1, 64)), randn(sizes(3, 96))];
}
