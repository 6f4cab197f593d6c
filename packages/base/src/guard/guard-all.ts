import type { Fail } from '../options/read-options.ts';
import type { Wrap } from './check-call.ts';
import { type Callable, guard } from './guard.ts';
import { type Class, guardClass } from './guard-class.ts';
import type { Signatures } from './signatures.ts';

/** What stands for an unguarded function, class or namespace: the same wherever it is exported. */
const guarded = new WeakMap<object, object>();

export interface AllOptions {
  readonly prefix?: string;
  readonly inner?: Readonly<Record<string, unknown>>;
  /** By key of the signatures. */
  readonly wraps?: Readonly<Record<string, Wrap>>;
}

/**
 * The exports of a module, each behind its signature; namespaces among them as well. Methods and static functions of classes
 * are exchanged where they stand, on the class: also those of `inner` ones, which are not exported themselves. `prefix` goes
 * before the names of plain functions in messages: `torch.`. `wraps` are those that cost nothing where nothing can be wrong.
 *
 * @example export const { F, nn, save } = guardAll(all, signatures, (code, message, details) => new TorchError(code, message, details));
 */
export function guardAll<M extends object>(
  exported: M,
  within: Signatures,
  fail: Fail,
  { prefix = '', inner = {}, wraps = {} }: AllOptions = {},
): M {
  for (const [key, lines] of Object.entries(within.calls)) {
    const isNew = key.startsWith('new ');
    const [path = '', method] = (isNew ? key.slice(4) : key).split('#');
    const named = isNew || path.includes('.') ? path : `${prefix}${path}`;
    if (method !== undefined)
      exchange((valueAt(exported, path) ?? valueAt(inner, path))?.prototype, method, `${path}.${method}`);
    else {
      const parts = path.split('.');
      const name = parts.pop() ?? '';
      const holder = valueAt(exported, parts.join('.'));
      const value = holder?.[name];
      if (typeof value !== 'function' || guarded.has(value)) continue;
      const how = { name: named, lines, within, fail, wrap: wraps[key] };
      if (isNew)
        remember(value, guardClass(value as Class, how)); // as: its signature begins with 'new'
      else if (typeof holder === 'function') exchange(holder, name, named);
      else remember(value, guard(value as Callable, how)); // as: a function
    }

    function exchange(of: Holder | undefined, name: string, called: string): void {
      let holder = of;
      while (holder && !Object.hasOwn(holder, name)) holder = Object.getPrototypeOf(holder); // of a base
      const property = holder && Object.getOwnPropertyDescriptor(holder, name);
      if (!property || typeof property.value !== 'function' || guarded.has(property.value)) return;
      const value = guard(property.value, { name: called, lines, within, fail, wrap: wraps[key] });
      remember(property.value, value);
      Object.defineProperty(holder, name, { ...property, value });
    }
  }
  return standIn(exported) as M; // each export's stand-in has its type
}

type Holder = Record<string, unknown> & { prototype?: Holder };

function remember(value: object, stand: object): void {
  guarded.set(value, stand);
  guarded.set(stand, stand);
}

function valueAt(exported: object, path: string): Holder | undefined {
  let value: unknown = exported;
  for (const part of path === '' ? [] : path.split('.')) value = (value as Holder | undefined)?.[part]; // as: a path of names
  return value as Holder | undefined; // as: what a key of the signatures names
}

function standIn(value: unknown): unknown {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return value;
  const known = guarded.get(value);
  if (known || !isNamespace(value)) return known ?? value;
  // Made as a literal is: one that grows on Object.create(null) the engine keeps as a hash table, in which it looks F.relu up anew at
  // every call.
  const copy: Record<string, unknown> = Object.setPrototypeOf({ ...value }, null);
  guarded.set(value, copy);
  for (const [name, each] of Object.entries(value)) copy[name] = standIn(each);
  Object.defineProperty(copy, Symbol.toStringTag, { value: 'Module' });
  return Object.freeze(copy);
}

const isNamespace = (value: object): boolean =>
  Object.getPrototypeOf(value) === null && Reflect.get(value, Symbol.toStringTag) === 'Module';
