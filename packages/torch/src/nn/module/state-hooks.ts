import type { Tensor } from '../../tensor/tensor.ts';
import { StateDictError } from '../errors.ts';
import type { RemovableHook } from './hooks.ts';
import type { ModuleLike } from './module-like.ts';
import type { LoadResult } from './state.ts';

type State = Record<string, Tensor>;

interface StateHooks {
  readonly saving: Set<(module: ModuleLike, prefix: string) => void>;
  readonly saved: Set<(module: ModuleLike, state: State, prefix: string) => void>;
  readonly loading: Set<(module: ModuleLike, state: State, prefix: string) => void>;
  readonly loaded: Set<(module: ModuleLike, result: LoadResult) => void>;
}

const hooks = new WeakMap<ModuleLike, StateHooks>();

/** @internal Adds a hook around a module's state, wherever in a model the module stands. */
export function onState<K extends keyof StateHooks>(
  module: ModuleLike,
  kind: K,
  hook: StateHooks[K] extends Set<infer H> ? H : never,
): RemovableHook {
  let mine = hooks.get(module);
  if (mine === undefined) {
    mine = { saving: new Set(), saved: new Set(), loading: new Set(), loaded: new Set() };
    hooks.set(module, mine);
  }
  const set = mine[kind] as Set<unknown>; // as: hook has the type of the kind's set
  set.add(hook);
  const remove = () => {
    set.delete(hook);
  };
  return { remove, [Symbol.dispose]: remove };
}

/** @internal Gives a copy of a module the hooks around its state that the module has. */
export function copyStateHooks(from: ModuleLike, to: ModuleLike): void {
  const mine = hooks.get(from);
  if (mine === undefined) return;
  hooks.set(to, {
    saving: new Set(mine.saving),
    saved: new Set(mine.saved),
    loading: new Set(mine.loading),
    loaded: new Set(mine.loaded),
  });
}

// Modules with hooks and the prefix of their keys, a parent before its children.
const hooked = (root: ModuleLike): [string, ModuleLike, StateHooks][] =>
  root.namedModules().flatMap(([key, module]): [string, ModuleLike, StateHooks][] => {
    const mine = hooks.get(module);
    return mine ? [[key === '' ? '' : `${key}.`, module, mine]] : [];
  });

/** @internal A state dict between the hooks before it is made and those after. */
export function saving(root: ModuleLike, make: () => State): State {
  const found = hooked(root);
  for (const [prefix, module, mine] of found) for (const hook of mine.saving) hook(module, prefix);
  const state = make();
  for (const [prefix, module, mine] of found.reverse()) for (const hook of mine.saved) hook(module, state, prefix);
  return state;
}

/** @internal Loads what the hooks before make of a state dict; those after may take keys from the missing and the unexpected. */
export function loading(
  root: ModuleLike,
  given: Readonly<State>,
  strict: boolean,
  load: (state: Readonly<State>, strict: boolean) => LoadResult,
): LoadResult {
  const found = hooked(root);
  if (found.length === 0) return load(given, strict);
  const state = { ...given };
  for (const [prefix, module, mine] of found) for (const hook of mine.loading) hook(module, state, prefix);
  if (found.every(([, , mine]) => mine.loaded.size === 0)) return load(state, strict);
  const result = load(state, false);
  for (const [, module, mine] of found.reverse()) for (const hook of mine.loaded) hook(module, result);
  if (strict && result.missing.length + result.unexpected.length > 0)
    throw new StateDictError(root.constructor.name, result.missing, result.unexpected, []);
  return result;
}
