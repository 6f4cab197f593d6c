import { cells, native } from '../engine/native.ts';
import { TorchError } from '../errors.ts';
import { Tensor } from '../tensor/tensor.ts';
import { heldBy, holding, inherit } from './held.ts';
import { callback, engineErrors, runBackward, runGrad } from './hooks.ts';

function synchronous<T>(what: string, body: () => T, enter: () => void, leave: () => void): T {
  enter();
  try {
    const result = body();
    if (result instanceof Promise)
      throw new TorchError('async', `${what} was given an asynchronous function; the mode would leak into other code`, {
        hint: `await first and wrap only the operators in ${what}(() => …)`,
      });
    return result;
  } finally {
    leave();
  }
}

function gradMode<T>(what: string, enabled: boolean, body: () => T): T {
  const before = native.gradMode();
  return synchronous(
    what,
    body,
    () => native.gradMode(enabled),
    () => native.gradMode(before),
  );
}

/**
 * Runs a synchronous function without recording for `backward`.
 * @throws {TorchError} async — for an asynchronous function
 * @example
 * const accuracy = torch.noGrad(() => model(x).argmax(1).eq(y).float().mean().item());
 */
export const noGrad = <T>(body: () => T): T => gradMode('noGrad', false, body);

/** Runs a synchronous function with recording, inside `noGrad`. */
export const enableGrad = <T>(body: () => T): T => gradMode('enableGrad', true, body);

/** Whether operators are recorded for `backward` now. */
export const isGradEnabled = (): boolean => native.gradMode();

/** As `noGrad`, and faster: its tensors can never take part in autograd. */
export const inferenceMode = <T>(body: () => T): T =>
  synchronous(
    'inferenceMode',
    body,
    () => native.enterInference(true),
    () => native.leaveInference(),
  );

/**
 * The gradients of the outputs' sum with respect to the inputs, without touching any `grad`.
 *
 * @throws {TorchError} runtime — where an input did not take part and `allowUnused` is not set
 * @example
 * const [dx] = torch.grad([y.sum()], [x]);
 */
export function grad(
  outputs: Tensor | Tensor[],
  inputs: Tensor | Tensor[],
  options: {
    gradOutputs?: (Tensor | null)[];
    retainGraph?: boolean;
    createGraph?: boolean;
    allowUnused?: boolean;
  } = {},
): Tensor[] {
  const list = (value: Tensor | Tensor[]) => (Array.isArray(value) ? value : [value]);
  return runGrad(list(outputs), list(inputs), options.gradOutputs, options) as Tensor[]; // as: undefined only with allowUnused
}

/** `backward` of several outputs at once. */
export const backward = (
  outputs: Tensor[],
  gradients?: (Tensor | null)[],
  options: { retainGraph?: boolean; createGraph?: boolean; inputs?: Tensor[] } = {},
): void => runBackward(outputs, gradients, options);

/** What a custom function leaves for its backward. */
export class FunctionContext {
  /** @internal */
  _saved: Tensor[] = [];
  /** @internal */
  _constant = new Set<Tensor>();
  /** In backward: the tensors given to `saveForBackward`, in order. */
  savedTensors: Tensor[] = [];

  /** Keeps tensors for backward; inputs and outputs must be kept this way, never in a variable of your own. */
  saveForBackward(...tensors: Tensor[]): void {
    this._saved = tensors;
  }
  /** Says that these outputs have no gradient. */
  markNonDifferentiable(...tensors: Tensor[]): void {
    for (const tensor of tensors) this._constant.add(tensor);
  }
}

type Outputs = Tensor | Tensor[];

/** The two halves of a custom function; `backward` returns a gradient (or null) for each input of `forward`. */
export interface FunctionDefinition<In extends unknown[], Out extends Outputs> {
  name?: string;
  forward(context: FunctionContext, ...inputs: In): Out;
  backward(context: FunctionContext, ...gradients: (Tensor | undefined)[]): Tensor | (Tensor | null | undefined)[];
}

/**
 * A differentiable function whose backward is written here. `forward` runs without recording.
 *
 * @example
 * const exp = torch.autogradFunction({
 *   forward(context, x: Tensor) {
 *     const y = x.exp();
 *     context.saveForBackward(y);
 *     return y;
 *   },
 *   backward: (context, gradient) => gradient!.mul(context.savedTensors[0]!),
 * });
 */
export function autogradFunction<In extends unknown[], Out extends Outputs>(
  definition: FunctionDefinition<In, Out>,
): (...inputs: In) => Out {
  const name = definition.name ?? 'CustomFunction';
  return (...inputs) => {
    const context = new FunctionContext();
    const result = noGrad(() => definition.forward(context, ...inputs));
    const outputs: Tensor[] = Array.isArray(result) ? result : [result];
    // An input handed through would become its own ancestor: give the graph a view of it.
    const fresh = outputs.map((output) =>
      inputs.some((input) => input instanceof Tensor && input.isSame(output))
        ? noGrad(() => output.viewAs(output))
        : output,
    );
    const handles = [
      ...inputs.map((input) => (input instanceof Tensor ? input._live : 0)),
      ...fresh.map((output) => output._live),
      ...outputs.map((output) => (context._constant.has(output) ? 0 : 1)),
      ...context._saved.map((tensor) => (fresh[outputs.indexOf(tensor)] ?? tensor)._live),
    ];
    if (handles.length > cells.length) native.reserve(handles.length, 0);
    handles.forEach((handle, i) => {
      cells[i] = handle;
    });
    const held = heldBy([...inputs, ...context._saved]);
    const saved = context._saved; // a name of its own: only the handles would be left of them, and a collection could free those
    context._saved = [];
    context._constant.clear();
    const backward = backwardOf(definition, context);
    const number = engineErrors(name, () =>
      native.attach(name, backward, inputs.length, fresh.length, saved.length, [inputs, fresh, saved]),
    );
    if (number !== 0) inherit(fresh, holding(backward, number, held));
    return (Array.isArray(result) ? fresh : fresh[0]) as Out; // as: the shape that forward returned
  };
}

// Outside of the call: functions made in one share all that any of them names, and the graph holds this one. Through it
// the outputs would own the graph that owns them, a circle that no garbage collector sees.
const backwardOf = <In extends unknown[], Out extends Outputs>(
  definition: FunctionDefinition<In, Out>,
  context: FunctionContext,
) =>
  callback((gradients, saved) => {
    context.savedTensors = saved;
    try {
      const returned = definition.backward(context, ...gradients);
      return Array.isArray(returned) ? returned : [returned];
    } finally {
      context.savedTensors = [];
    }
  });
