import { isPlain } from '../options/is-plain.ts';
import { refusal } from '../options/kind.ts';
import { checkOptions, type Fail } from '../options/read-options.ts';
import { nearest } from '../text/nearest.ts';
import type { DeepKind } from './parse-kind.ts';
import { type OptionsShape, type Parameter, parseShape, parseSignature, type Signature } from './signature.ts';
import type { Signatures } from './signatures.ts';

/** How a callable is checked: what it is called in messages, what it takes, whose error is thrown. */
export interface Guard {
  readonly name: string;
  readonly lines: readonly string[];
  readonly within: Signatures;
  readonly fail: Fail;
  /** How the callable is wrapped, where its package has something quicker than what fits all. */
  readonly wrap?: Wrap | undefined;
}

/** What is wrapped, and what wraps it. */
export type Body = (this: unknown, ...args: unknown[]) => unknown;

/** Wraps a callable: what cannot be wrong is passed on to it at once, all else goes through its check. */
export type Wrap = (body: Body, checked: (self: unknown, args: unknown[]) => unknown) => Body;

/** Throws what is wrong with the arguments; says how many of them are meant. */
export type Check = (args: readonly unknown[]) => number;

/** The check of a callable's arguments. Its signature is parsed at the first call. */
export function checkOf(how: Guard): Check {
  let signature: Signature | undefined;
  return (args) => {
    signature ??= parseSignature(how.lines, how.within);
    const { least, most, parameters } = signature;
    const count = args.length;
    if (count > most) {
      if (most === 1 && isListCallback(args)) return 1;
      throw wrongCount(how, signature, 'too-many-arguments', most, count);
    }
    if (count < least) throw wrongCount(how, signature, 'too-few-arguments', least, count);
    for (let i = 0; i < count && i < parameters.length; i++) {
      const parameter = parameters[i]!;
      if (parameter.kind) checkArgument(how, parameter, args[i]);
    }
    return count;
  };
}

function checkArgument(how: Guard, { name, kind, options, only }: Parameter, value: unknown): void {
  if (options !== undefined && value !== undefined && (only || isPlain(value))) {
    checkNames(how, options, value, '');
    return;
  }
  if (!kind!.accepts(value)) {
    const message = `${how.name}: ${name}: ${refusal(kind!, value)}`;
    throw how.fail('wrong-argument', message, { fields: { argument: name, value } });
  }
  checkInner(how, kind!, value, name, 0);
}

/** How deep plain values are looked into: what refers to itself ends. */
const DEEPEST = 8;

// What stands inside a value: the fields of a record, the records of a list.
function checkInner(how: Guard, kind: DeepKind, value: unknown, path: string, depth: number): void {
  if (kind.inner === undefined || depth > DEEPEST) return;
  for (const { at, shape, value: each } of kind.inner(value))
    checkNames(how, parseShape(shape, how.within), each, `${path}${at}`, depth + 1);
}

function checkNames(
  how: Guard,
  { kinds, required, open }: OptionsShape,
  given: unknown,
  path: string,
  depth = 0,
): void {
  const where = path === '' ? how.name : `${how.name}: ${path}`;
  const names = Object.keys(kinds);
  const fields = given as Readonly<Record<string, unknown>>; // as: checkOptions refuses what has none
  if (!open || !isPlain(given)) checkOptions(where, kinds, given, how.fail);
  else checkOptions(where, kinds, Object.fromEntries(names.map((name) => [name, fields[name]])), how.fail);
  const missing = required.find((name) => fields[name] === undefined);
  if (missing !== undefined) {
    const meant = Object.keys(fields).find((name) => !(name in kinds) && nearest(name, [missing]) !== undefined);
    const message = `${where} needs ${path === '' ? 'the option ' : ''}${missing}: ${kinds[missing]!.expects}`;
    const hint = `${meant === undefined ? '' : `Is '${meant}' meant for it? `}It takes ${names.join(', ')}.`;
    throw how.fail('missing-option', message, { hint, fields: { option: missing, path } });
  }
  for (const name of names)
    if (kinds[name]!.inner) checkInner(how, kinds[name]!, fields[name], path === '' ? name : `${path}.${name}`, depth);
}

function wrongCount(
  { name, fail }: Guard,
  { most, parameters, least }: Signature,
  code: 'too-many-arguments' | 'too-few-arguments',
  takes: number,
  received: number,
): Error {
  const bound = least === most ? '' : code === 'too-many-arguments' ? 'at most ' : 'at least ';
  const message = `${name} takes ${takes === 0 ? 'no arguments' : `${bound}${takes} argument${takes === 1 ? '' : 's'}`}, received ${received}`;
  const written = parameters.map((each, i) => {
    const options = each.options && Object.keys(each.options.kinds);
    return `${each.name}${i < least ? '' : '?'}${options ? `: { ${options.join(', ')} }` : ''}`;
  });
  return fail(code, message, {
    hint: written.length === 0 ? undefined : `It takes (${written.join(', ')}).`,
    fields: { takes, received },
  });
}

/** Whether a list's `map` or the like is calling, which brings the index and the list along: (each, index, list). */
function isListCallback(args: readonly unknown[]): boolean {
  const [first, index, list] = [args[0], args[1], args[2]];
  if (args.length !== 3 || typeof list !== 'object' || list === null) return false;
  return typeof index === 'number' && (list as Readonly<Record<number, unknown>>)[index] === first; // as: a list, if anything
}
