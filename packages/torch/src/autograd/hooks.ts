import { cells, isBare, native } from '../engine/native.ts';
import { scope } from '../engine/scope.ts';
import { TorchError } from '../errors.ts';
import { describe } from '../tensor/describe.ts';
import { Tensor } from '../tensor/tensor.ts';
import { type Held, heldBy, holding, inherit, joinHeld, pin } from './held.ts';

/** Sees a gradient; what it returns takes its place. */
export type Hook = (gradient: Tensor) => Tensor | undefined;

/** Takes a hook away again. */
export interface HookHandle {
  remove(): void;
}

// The engine calls with the tensors' handles in the cells and reads handles back; see Callback in native/autograd.cc.
/** @internal Turns a function of tensors into one that the engine can call; the engine takes over the returned handles. */
export function callback(
  body: (tensors: (Tensor | undefined)[], saved: Tensor[]) => readonly (Tensor | null | undefined)[],
): () => void {
  const run = (): number[] => {
    using _temporaries = scope();
    const read = (from: number, count: number) =>
      Array.from(cells.slice(from, from + count), (handle) => (handle === 0 ? undefined : new Tensor(handle)));
    const count = cells[0]!;
    const tensors = read(1, count);
    const saved = read(count + 2, cells[count + 1]!) as Tensor[]; // as: saved tensors are always there
    if (running !== undefined) inherit([...tensors, ...saved], running);
    const handles = body(tensors, saved).map((result) => {
      if (result === null || result === undefined) return 0;
      if (!(result instanceof Tensor))
        throw new TorchError('type', `expected a gradient, received ${describe(result)}`);
      return result._live;
    });
    return handles.map((handle) => (handle === 0 ? 0 : native.alias(handle))); // once all are known to be good
  };
  return () => {
    const handles = run(); // freeing its temporaries uses the cells: write the results after
    if (handles.length + 1 > cells.length) native.reserve(handles.length + 1, 0);
    cells[0] = handles.length;
    handles.forEach((handle, i) => {
      cells[i + 1] = handle;
    });
  };
}

// What the engine keeps is made where the tensor cannot be seen: it would own the graph that owns it, a circle that no
// garbage collector sees.
const seesGradient = (body: Hook) => callback(([gradient]) => [body(gradient!)]);
const seesLeaf = (body: (leaf: Tensor) => void) =>
  callback(([leaf]) => {
    body(leaf!);
    return [];
  });

function keepWith(tensor: Tensor, call: () => void, number: number): void {
  tensor._held = holding(call, number, tensor._held);
}

/** @internal */
export function hook(tensor: Tensor, body: Hook): HookHandle {
  const call = seesGradient(body);
  const id = native.addHook(tensor._live, call);
  keepWith(tensor, call, cells[0]!);
  return { remove: () => native.removeHook(tensor._live, id) };
}

/** @internal */
export function postAccumulateHook(tensor: Tensor, body: (leaf: Tensor) => void): HookHandle {
  const call = seesLeaf(body);
  native.setPostAccumulateHook(tensor._live, call);
  keepWith(tensor, call, cells[0]!);
  return { remove: () => native.setPostAccumulateHook(tensor._live, null) };
}

// What the graph of the backward that runs now calls: the tensors that callbacks are given may reach it.
let running: Held | undefined;

function whileRunning(roots: readonly unknown[], createGraph: boolean, body: () => void): Held | undefined {
  const outer = running;
  running = joinHeld(outer, heldBy(roots));
  if (createGraph && running !== undefined) pin(running); // the gradients of leaves reach it from now on
  try {
    body();
    return running;
  } finally {
    running = outer;
  }
}

function writeRoots(outputs: Tensor[], gradients: (Tensor | null)[] | undefined, inputs: Tensor[]): void {
  if (gradients && gradients.length !== outputs.length)
    throw new TorchError('value', `${outputs.length} outputs but ${gradients.length} gradients`);
  const needed = 2 * outputs.length + inputs.length;
  if (needed > cells.length) native.reserve(needed, 0);
  const handles = [
    ...outputs.map((t) => t._live),
    ...outputs.map((_, i) => gradients?.[i]?._live ?? 0),
    ...inputs.map((t) => t._live),
  ];
  for (let i = 0; i < handles.length; i++) cells[i] = handles[i]!;
}

/** @internal */
export function runBackward(
  outputs: Tensor[],
  gradients: (Tensor | null)[] | undefined,
  {
    retainGraph,
    createGraph = false,
    inputs = [],
  }: { retainGraph?: boolean; createGraph?: boolean; inputs?: Tensor[] },
): void {
  writeRoots(outputs, gradients, inputs);
  whileRunning([...outputs, ...(gradients ?? [])], createGraph, () =>
    engineErrors('backward', () =>
      native.backward(outputs.length, inputs.length, retainGraph ?? createGraph, createGraph, [
        outputs,
        gradients,
        inputs,
      ]),
    ),
  );
}

/** @internal */
export function runGrad(
  outputs: Tensor[],
  inputs: Tensor[],
  gradients: (Tensor | null)[] | undefined,
  {
    retainGraph,
    createGraph = false,
    allowUnused = false,
  }: { retainGraph?: boolean; createGraph?: boolean; allowUnused?: boolean },
): (Tensor | undefined)[] {
  writeRoots(outputs, gradients, inputs);
  const held = whileRunning([...outputs, ...(gradients ?? [])], createGraph, () =>
    engineErrors('grad', () =>
      native.grad(outputs.length, inputs.length, retainGraph ?? createGraph, createGraph, allowUnused, [
        outputs,
        gradients,
        inputs,
      ]),
    ),
  );
  const results = Array.from(cells.subarray(0, inputs.length), (handle) =>
    handle === 0 ? undefined : new Tensor(handle),
  );
  if (held !== undefined) inherit(results, held);
  return results;
}

/** @internal Gives an error of the addon the operator's name. */
export function engineErrors<T>(op: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (!isBare(error)) throw error;
    const hint =
      error.code === 'distributed' && 'a rank ended, hangs or is late: look at the last lines that each printed';
    throw new TorchError(error.code, `${op}: ${error.message.trim()}`, { op, cause: error, ...(hint && { hint }) });
  }
}
