// Walks the classes that the packages' entry points give, and those that only instances are given of: whatever method stands on
// a prototype has a signature, or its source says why not (private, protected, @internal, @unguarded), or it is listed here.
import assert from 'node:assert/strict';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Signatures } from './signatures.ts';

const packages = new URL('../../../', import.meta.url);

/** Classes whose methods are left unguarded, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'base Random': 'called for every number drawn',
};

/** The language calls these, with more arguments than they declare. */
const PROTOCOLS = ['toJSON', 'next', 'return', 'throw', 'then'];

type Fn = (...args: unknown[]) => unknown;
interface Holder {
  readonly [name: string]: unknown;
  readonly prototype?: object;
}

/** A class by the name in its package's signatures, and what its package keeps from users. */
interface Found {
  readonly name: string;
  readonly value: Holder;
}

test('every method of every class has a signature', async () => {
  const signed = new Set<unknown>();
  const classes: Found[] = [];
  const hidden = new Set(PROTOCOLS);
  for (const name of readdirSync(packages)) {
    const entries = globSync('generated/entry*.ts', { cwd: new URL(`${name}/`, packages) });
    for (const path of entries) {
      const url = new URL(`${name}/${path}`, packages);
      const top: Holder = { ...(await import(url.href)), ...(await inner(url)) };
      const { signatures } = (await import(new URL('signatures.ts', url).href)) as { signatures: Signatures }; // as: generated
      for (const key of Object.keys(signatures.calls)) signed.add(methodOf(top, key));
      classes.push(...classesIn(top, `${name} `));
    }
    if (entries.length > 0) for (const each of hiddenIn(name)) hidden.add(each);
  }
  const operators = await operatorMethods();
  assert.ok(classes.length > 300 && signed.size > 400, `${classes.length} classes, ${signed.size} methods`);
  const open = classes.flatMap(({ name, value }) =>
    (name in EXCEPTIONS ? [] : methodsOf(value))
      .filter(([method, body]) => !signed.has(body) && !hidden.has(method) && !operators.has(body))
      .map(([method]) => `${name}#${method}`),
  );
  assert.deepEqual(open, []);
});

// Classes that are not exported, but guarded.
async function inner(entry: URL): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const [, name = '', , path = ''] of readFileSync(entry, 'utf8').matchAll(
    /^import \{ (\w+) as (\w+)Class \} from '(.*)'/gm,
  ))
    found[name] = ((await import(new URL(path, entry).href)) as Holder)[name]; // as: a module
  return found;
}

function methodOf(top: Holder, key: string): unknown {
  const [path = '', method] = key.split('#');
  if (method === undefined) return undefined;
  let value: unknown = top;
  for (const part of path.split('.')) value = (value as Holder | undefined)?.[part]; // as: a path of names
  return ((value as Holder | undefined)?.prototype as Holder | undefined)?.[method]; // as: a class
}

function classesIn(value: Holder, path: string, seen = new Set<unknown>()): Found[] {
  return Object.entries(value).flatMap(([name, each]): Found[] => {
    if (seen.has(each)) return [];
    seen.add(each);
    if (typeof each === 'function') return [{ name: `${path}${name}`, value: each as unknown as Holder }]; // as: a function has names
    const isNamespace = typeof each === 'object' && each !== null && Object.getPrototypeOf(each) === null;
    return isNamespace ? classesIn(each as Holder, `${path}${name}.`, seen) : []; // as: a module
  });
}

// Those of bases too, as far as they are this repository's: nobody hangs functions on built-in ones.
function methodsOf({ prototype }: Holder): [name: string, body: Fn][] {
  const found: [string, Fn][] = [];
  for (let each: object | null | undefined = prototype; each && !BUILT_IN.has(each); each = Object.getPrototypeOf(each))
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(each)))
      if (typeof value === 'function' && name !== 'constructor' && !name.startsWith('_'))
        found.push([name, value as Fn]); // as: one is
  return found;
}

const BUILT_IN = new Set<object>([Object, Function, Array, Map, Set, Error, Promise].map((each) => each.prototype));

// What the source keeps to itself: types are gone by now, so its text is read.
function hiddenIn(name: string): string[] {
  const src = new URL(`${name}/src/`, packages);
  return globSync('**/*.ts', { cwd: src }).flatMap((path) => {
    const text = readFileSync(new URL(path, src), 'utf8');
    const modified = text.matchAll(
      /\b(?:private|protected) (?:(?:static|override|abstract|async|readonly) )*\*?(\w+)[(<]/g,
    );
    const tagged = text.matchAll(
      /@(?:internal|unguarded)\b(?:(?!\*\/)[\s\S])*\*\/\s*(?:(?:public|static|override|abstract|async) )*\*?(\w+)[(<]/g,
    );
    return [...modified, ...tagged].map(([, method = '']) => method);
  });
}

// Operators check their arguments by their own schemas.
async function operatorMethods(): Promise<Set<unknown>> {
  const { METHODS } = (await import(new URL('torch/generated/operators.ts', packages).href)) as { METHODS: string }; // as: generated
  const { camel } = (await import(new URL('torch/src/engine/names.ts', packages).href)) as {
    camel(name: string): string;
  }; // as: a module
  const { Tensor } = (await import(new URL('torch/src/tensor/tensor.ts', packages).href)) as {
    Tensor: { prototype: Holder };
  }; // as: a module
  return new Set(METHODS.split(' ').map((name) => Tensor.prototype[camel(name)]));
}
