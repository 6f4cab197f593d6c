import { autogradFunction, isGradEnabled } from '../../autograd/autograd.ts';
import { Tensor } from '../../tensor/tensor.ts';
import type { ModuleLike } from './module-like.ts';

/** Takes a hook away again. */
export interface RemovableHook extends Disposable {
  remove(): void;
}

export type PreHook = (module: ModuleLike, args: unknown[]) => unknown[] | undefined;
type PostHook = (module: ModuleLike, args: unknown[], output: unknown) => unknown;
type Gradients = (Tensor | undefined)[];
type BackwardHook = (module: ModuleLike, gradInput: Gradients, gradOutput: Gradients) => Gradients | undefined;

interface Hooks {
  readonly pre: Set<PreHook>;
  readonly post: Set<PostHook>;
  readonly backward: Set<BackwardHook>;
}

const hooks = new WeakMap<ModuleLike, Hooks>();

type Forward = { forward?: (...args: unknown[]) => unknown };

/** Puts a `forward` of the module's own before its class's while it has hooks, so that modules without pay nothing. */
function install(module: ModuleLike): Hooks {
  const known = hooks.get(module);
  if (known) return known;
  const made: Hooks = { pre: new Set(), post: new Set(), backward: new Set() };
  hooks.set(module, made);
  const forward = (module as unknown as Required<Forward>).forward; // every module has one
  const hooked = (...given: unknown[]): unknown => {
    let args = given;
    for (const hook of made.pre) args = hook(module, args) ?? args;
    const run = (inputs: unknown[]) => forward.call(module, ...inputs);
    let output = made.backward.size > 0 && isGradEnabled() ? watched(module, made.backward, args, run) : run(args);
    for (const hook of made.post) output = hook(module, args, output) ?? output;
    return output;
  };
  Object.defineProperty(module, 'forward', { value: hooked, configurable: true, enumerable: false, writable: true });
  return made;
}

function add<K extends keyof Hooks>(
  module: ModuleLike,
  kind: K,
  hook: Hooks[K] extends Set<infer H> ? H : never,
): RemovableHook {
  const mine = install(module);
  const set = mine[kind] as Set<unknown>; // hook has the type of the kind's set
  set.add(hook);
  const remove = () => {
    set.delete(hook);
    settle(module, mine);
  };
  return { remove, [Symbol.dispose]: remove };
}

/** The class's own `forward` shows again where no hook is left. */
function settle(module: ModuleLike, mine: Hooks): void {
  if (mine.pre.size + mine.post.size + mine.backward.size > 0 || hooks.get(module) !== mine) return;
  hooks.delete(module);
  delete (module as unknown as Forward).forward; // its own is the hooked one
}

/** Takes away the hooks before `forward` of which a condition holds: those of a copy have no `RemovableHook` of their own. */
export function dropForwardPre(module: ModuleLike, which: (hook: PreHook) => boolean): void {
  const mine = hooks.get(module);
  if (mine === undefined) return;
  for (const hook of [...mine.pre]) if (which(hook)) mine.pre.delete(hook);
  settle(module, mine);
}

/** Gives a copy of a module the hooks that the module has; each is called with the copy. */
export function copyHooks(from: ModuleLike, to: ModuleLike): void {
  const mine = hooks.get(from);
  if (mine === undefined) return;
  for (const hook of mine.pre) add(to, 'pre', hook);
  for (const hook of mine.post) add(to, 'post', hook);
  for (const hook of mine.backward) add(to, 'backward', hook);
}

export const onForwardPre = (module: ModuleLike, hook: PreHook): RemovableHook => add(module, 'pre', hook);
export const onForward = (module: ModuleLike, hook: PostHook): RemovableHook => add(module, 'post', hook);
export const onFullBackward = (module: ModuleLike, hook: BackwardHook): RemovableHook => add(module, 'backward', hook);

/** Runs `forward` between two identities of the graph: the second sees the output's gradients, the first the inputs'. */
function watched(
  module: ModuleLike,
  set: Set<BackwardHook>,
  args: unknown[],
  run: (args: unknown[]) => unknown,
): unknown {
  let gradOutput: Gradients = [];
  let attached = false;
  const none: Gradients = args.map(() => undefined);
  const before = identity((gradInput) => {
    const result = seen(module, set, gradInput, gradOutput);
    for (const gradient of gradOutput) if (!result.includes(gradient)) gradient?.dispose();
    gradOutput = [];
    return result;
  });
  const after = identity((gradients) => {
    // No input has a gradient: this is all that the hooks will see.
    if (!attached) seen(module, set, none, gradients);
    else gradOutput = gradients.map((gradient) => gradient?.alias().keep()); // they are freed when this returns
    return gradients;
  });
  const passed = through(args, (...tensors) => {
    attached = true;
    return before(...tensors);
  });
  return through(run(passed as unknown[]), after); // as: an array stays one
}

function seen(module: ModuleLike, set: Set<BackwardHook>, gradInput: Gradients, gradOutput: Gradients): Gradients {
  let result = gradInput;
  for (const hook of set) result = hook(module, result, gradOutput) ?? result;
  return result;
}

const identity = (seen: (gradients: Gradients) => Gradients) =>
  autogradFunction({
    name: 'ModuleHook',
    forward: (_context, ...tensors: Tensor[]) => tensors,
    backward: (_context, ...gradients) => seen(gradients),
  });

/** A tensor, or those at the first level of an array, passed through a function of them together. */
function through(value: unknown, fn: (...tensors: Tensor[]) => Tensor[]): unknown {
  if (value instanceof Tensor) return value.requiresGrad ? fn(value)[0] : value;
  if (!Array.isArray(value)) return value;
  const places = value.flatMap((item, i) => (item instanceof Tensor && item.requiresGrad ? [i] : []));
  if (places.length === 0) return value;
  const passed = fn(...places.map((i) => value[i] as Tensor)); // places are those of tensors
  return value.map((item, i) => passed[places.indexOf(i)] ?? item);
}
