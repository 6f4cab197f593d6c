// Walks every export of every package and calls each wrongly: one argument too many, too few, an unknown option, a wrong kind.
// Each must throw the package's own error before anything happens. What has no signature is listed here, with its reason.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { CapstanError } from '../errors/capstan-error.ts';
import type { CallFault } from '../options/read-options.ts';
import type { Signatures } from './signatures.ts';

const packages = new URL('../../../', import.meta.url);

/** Exports that are left unguarded, and why; `@unguarded` in a docstring leaves one out of the signatures. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'base philox4x32': 'called for every number drawn',
  'base philoxBlock': 'called for every number drawn',
  'base Random': 'called for every number drawn',
  'base exp': 'called for every number drawn',
  'base log': 'called for every number drawn',
  'base pow': 'called for every number drawn',
  'base normalDensity': 'called for every number drawn',
  'base normalCdf': 'called for every number drawn',
  'base normalQuantile': 'called for every number drawn',
  'base checkOptions': 'it checks what it is given',
  'base readOptions': 'it checks what it is given',
  'base refusal': 'it checks what it is given',
  'base CapstanError': "every package's error checks what it is given before it comes here",
  'base isPlain': 'it checks what it is given',
  'capital definePlan': 'parsePlan checks it, and says all that is wrong at once',
  'base readBySchema': 'it checks what it is given',
  'base schemaMessage': 'it checks what it is given',
};

/** What an operator refuses with: its schema does not fit, or it is not offered. */
const SCHEMA = ['signature', 'not-implemented'] as const;

type Any = Record<string, unknown> & { prototype?: Any };
type Fn = (...args: unknown[]) => unknown;

for (const name of readdirSync(packages).sort()) {
  const { exports = {} }: { exports?: Record<string, string | { default: string }> } = JSON.parse(
    readFileSync(new URL(`${name}/package.json`, packages), 'utf8'),
  );
  const guarded = Object.entries(exports).flatMap(([entry, target]) => (typeof target === 'object' ? [entry] : []));
  if (guarded.length === 0) continue;
  describe(`@capstan/${name}`, async () => {
    const { signatures } = (await import(new URL(`${name}/generated/signatures.ts`, packages).href)) as {
      signatures: Signatures;
    };
    const entries: Any[] = [];
    for (const entry of guarded) entries.push((await import(`@capstan/${name}${entry.slice(1)}`)) as Any); // as: a module
    const found = new Set<unknown>();
    for (const [key, lines] of Object.entries(signatures.calls)) {
      const call = callableOf(entries, key, found);
      if (!call) continue; // a method of a class that only instances are given of
      test(key, () => refusesAll(call, lines, signatures));
    }
    const bySchema = name === 'torch' ? await operators() : [];
    for (const { call } of bySchema) found.add(call);
    for (const { key, call } of bySchema)
      test(`${key}, an operator, by its schema`, async () => {
        await refuses(call, Array(40), ...SCHEMA);
        await refuses(call, [{ zebra: 1 }], ...SCHEMA);
      });
    test('every export is guarded, or an exception', () => {
      const open = entries.flatMap((entry) => unguarded(entry, '', found));
      assert.deepEqual(
        open.filter((each) => !(`${name} ${each.split('.').at(-1)}` in EXCEPTIONS)),
        [],
      );
      const listed = Object.keys(EXCEPTIONS).filter((each) => each.startsWith(`${name} `));
      assert.deepEqual(
        listed.filter((each) => !open.includes(each.slice(name.length + 1))),
        [],
        'exceptions that are guarded by now',
      );
    });
  });
}

// Operators check their arguments by their own schemas, and stand unguarded.
async function operators(): Promise<{ key: string; call: Fn }[]> {
  const all: Record<string, unknown> = await import(new URL('torch/generated/exports.ts', packages).href);
  return Object.entries(all).flatMap(([key, call]) => (typeof call === 'function' ? [{ key, call: call as Fn }] : [])); // as: one is a function
}

// What a key of the signatures names, ready to be called.
function callableOf(entries: readonly Any[], key: string, found: Set<unknown>): Fn | undefined {
  const isNew = key.startsWith('new ');
  const [path = '', method] = (isNew ? key.slice(4) : key).split('#');
  for (const entry of entries) {
    let holder: Any | undefined;
    let value: unknown = entry;
    for (const part of path.split('.')) [holder, value] = [value as Any, (value as Any | undefined)?.[part]];
    if (typeof value !== 'function') continue;
    found.add(value);
    if (typeof holder === 'function') found.add(holder); // a class that only makes its own instances
    if (method === undefined)
      return isNew
        ? (...args) => Reflect.construct(value as Fn, args)
        : (...args) => Reflect.apply(value as Fn, holder, args);
    const body = (value as unknown as Any).prototype?.[method];
    if (typeof body === 'function') return (...args) => Reflect.apply(body as Fn, {}, args);
  }
  return undefined;
}

async function refusesAll(call: Fn, lines: readonly string[], signatures: Signatures): Promise<void> {
  const written = lines.filter((line) => line !== '=> Promise');
  const rest = written.at(-1)?.startsWith('...') ?? false;
  const parameters = (rest ? written.slice(0, -1) : written).map((line) => {
    const [, optional, kind = '*'] = /^\w+(\?)?(?:: (.*))?$/s.exec(line) ?? [];
    return { optional: optional !== undefined, kind };
  });
  const fitting = parameters.map(({ kind }) => sample(kind, signatures));
  if (!rest) await refuses(call, [...fitting, undefined], 'too-many-arguments');
  if (parameters[0] && !parameters[0].optional) await refuses(call, [], 'too-few-arguments');
  for (const [i, { kind }] of parameters.entries()) {
    const before = fitting.slice(0, i);
    const after = fitting.slice(i + 1);
    if (kind !== '*') await refuses(call, [...before, Symbol('wrong'), ...after], 'wrong-argument', 'not-options');
    const { shape, inLists } = shapeIn(kind);
    if (shape === undefined) continue;
    const options = Object.entries(signatures.shapes[shape] ?? {});
    const open = options.some(([option]) => option === '...');
    if (!open) await refuses(call, [...before, inLists({ zebra: 1 }), ...after], 'unknown-option');
    else if (options.some(([, each]) => each.startsWith('!')))
      await refuses(call, [...before, inLists({ zebra: 1 }), ...after], 'missing-option');
    for (const [option, each] of options)
      if (!each.endsWith('*'))
        await refuses(call, [...before, inLists({ [option]: Symbol('wrong') }), ...after], 'wrong-option');
    for (const { value, option, code } of planted(shape, signatures)) {
      const wrong = await refuses(call, [...before, inLists(value), ...after], code);
      assert.ok(new RegExp(`[ .]${option}[[ ]`).test(wrong.message), `${option} is not named: ${wrong.message}`);
    }
  }
}

interface Planted {
  readonly value: object;
  /** The field in whose value the fault is. */
  readonly option: string;
  readonly code: CallFault;
}

// What fits a shape but for one field that nobody knows, in each of the records that stand in it, however deep.
function planted(shape: string, signatures: Signatures): Planted[] {
  const around = sample(`<${shape}>`, signatures) as object; // as: of a shape
  return Object.entries(signatures.shapes[shape] ?? {}).flatMap(([option, kind]): Planted[] => {
    const { shape: inner, inLists } = shapeIn(kind);
    if (inner === undefined) return [];
    const names = Object.entries(signatures.shapes[inner] ?? {});
    const isOpen = names.some(([name]) => name === '...');
    const own: Planted[] = [];
    if (!isOpen) own.push({ value: { zebra: 1 }, option, code: 'unknown-option' });
    else if (names.some(([, each]) => each.startsWith('!')))
      own.push({ value: { zebra: 1 }, option, code: 'missing-option' });
    return [...own, ...planted(inner, signatures)].map((each) => ({
      ...each,
      value: { ...around, [option]: inLists(each.value) },
    }));
  });
}

// The first shape that a kind lets through, and a value in the lists that it stands in.
function shapeIn(kind: string): { shape: string | undefined; inLists: (value: object) => unknown } {
  const [found, shape] = /[{<](\w+)[}>]/.exec(kind) ?? [];
  let lists = 0;
  let aside = 0; // in how many parentheses of other alternatives
  for (const token of found === undefined ? [] : (kind.split(found)[1]?.match(/\[\]|[()|]/g) ?? [])) {
    if (token === '|') aside = Math.max(aside, 1);
    else if (token === '(') aside++;
    else if (token === ')') aside = Math.max(aside - 1, 0);
    else if (aside === 0) lists++;
  }
  return { shape, inLists: (value) => Array.from({ length: lists }).reduce<unknown>((inner) => [inner], value) };
}

async function refuses(call: Fn, args: unknown[], ...codes: (CallFault | (typeof SCHEMA)[number])[]): Promise<Error> {
  let thrown: Error | undefined;
  await assert.rejects(
    async () => call(...args),
    (error: unknown) => {
      assert.ok(error instanceof CapstanError, String(error));
      thrown = error;
      assert.ok(
        codes.some((code) => code === error.code),
        `${error.name} ${String(error.code)}: ${error.message}`,
      );
      return true;
    },
  );
  return thrown!;
}

// A value that a kind lets through.
function sample(kind: string, signatures: Signatures): unknown {
  const [first = '*'] = /^"(?:[^"\\]|\\.)*"|^\(|^[^|]+/.exec(kind) ?? [];
  if (first === '(' || first.endsWith('[]')) return [];
  if (/^[{<]/.test(first)) {
    const required = Object.entries(signatures.shapes[first.slice(1, -1)] ?? {}).filter(([, each]) =>
      each.startsWith('!'),
    );
    return Object.fromEntries(required.map(([name, each]) => [name, sample(each.slice(1), signatures)]));
  }
  if (first.startsWith('%')) return signatures.words[first.slice(1)]?.[0];
  if (first.startsWith('@')) return Object.create({ constructor: { name: first.slice(1) } });
  const simple: Record<string, unknown> = {
    '*': {},
    number: 1,
    string: 'x',
    boolean: true,
    bigint: 1n,
    symbol: Symbol('s'),
  };
  if (first in simple) return simple[first];
  if (first === 'function') return () => undefined;
  if (first === 'object') return {};
  return first === 'undefined' ? undefined : JSON.parse(first);
}

function unguarded(value: unknown, path: string, found: ReadonlySet<unknown>, seen = new Set<unknown>()): string[] {
  if (typeof value === 'function') return found.has(value) ? [] : [path];
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== null || seen.has(value))
    return [];
  seen.add(value);
  return Object.entries(value).flatMap(([name, each]) =>
    unguarded(each, path === '' ? name : `${path}.${name}`, found, seen),
  );
}
