import { isPlain } from '../options/is-plain.ts';
import { anything, boolean, callback, either, type Kind, listOf, text } from '../options/kind.ts';
import type { Signatures } from './signatures.ts';

/** How much of a list is looked at: what is wrong with a list is wrong with its beginning. */
const LOOKED_AT = 64;

/** A plain object inside a value, where it stands there, and the shape that it must have. */
export interface Inner {
  /** As it is written after the value's name: `[0]`; empty for the value itself. */
  readonly at: string;
  readonly shape: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** A kind that knows which plain objects a value of it holds. */
export interface DeepKind extends Kind {
  inner?(value: unknown): readonly Inner[];
}

const make = (expects: string, accepts: (value: unknown) => boolean): DeepKind => ({
  expects,
  accepts: (value): value is unknown => accepts(value),
});

/** A plain object of a shape, or an object of a class. */
const shaped = (kind: Kind, shape: string): DeepKind => ({
  ...kind,
  inner: (value) => (isPlain(value) ? [{ at: '', shape, value }] : []),
});

const SIMPLE: Readonly<Record<string, DeepKind>> = {
  '*': anything,
  number: make('a number', (value) => typeof value === 'number'), // NaN too: some functions are about it
  string: text,
  boolean,
  bigint: make('a bigint', (value) => typeof value === 'bigint'),
  symbol: make('a symbol', (value) => typeof value === 'symbol'),
  null: make('null', (value) => value === null),
  undefined: make('nothing', (value) => value === undefined),
  function: callback,
  object: make('an object', (value) => (typeof value === 'object' && value !== null) || typeof value === 'function'),
};

/**
 * Reads a kind as the generator writes it: alternatives with `|` between them, each a word of `SIMPLE`, a literal, `@Class`,
 * `{Shape}` for options, `<Shape>` for a record that an object of a class may be as well, `%Words`, a group in parentheses, and `[]` after it for a list.
 *
 * @example parseKind("number|number[]", signatures).kind.expects // 'a number, or a list, each a number'
 */
export function parseKind(written: string, within: Signatures): { kind: DeepKind; shape: string | undefined } {
  const tokens = written.match(/"(?:[^"\\]|\\.)*"|\[\]|[()|]|[^()|[\]"]+/g) ?? [];
  let shape: string | undefined;
  let at = 0;
  const one = (): DeepKind => {
    const token = tokens[at++] ?? '*';
    let kind: DeepKind;
    if (token === '(') {
      kind = several();
      at++; // its closing parenthesis
    } else if (token.startsWith('{') || token.startsWith('<')) {
      const name = token.slice(1, -1);
      kind = shaped(token.startsWith('{') ? make('options by name', isPlain) : SIMPLE.object!, name);
      if (tokens[at] !== '[]') shape = name;
    } else kind = simple(token, within);
    for (; tokens[at] === '[]'; at++) kind = beginningOf(kind);
    return kind;
  };
  const several = (): DeepKind => {
    const kinds = [one()];
    for (; tokens[at] === '|'; ) {
      at++;
      kinds.push(one());
    }
    return kinds.length === 1 ? kinds[0]! : named(kinds);
  };
  return { kind: several(), shape };
}

function simple(token: string, within: Signatures): DeepKind {
  const kind = Object.hasOwn(SIMPLE, token) ? SIMPLE[token] : undefined;
  if (kind) return kind;
  if (token.startsWith('@')) return instanceNamed(token.slice(1));
  if (token.startsWith('%')) {
    const words = within.words[token.slice(1)] ?? [];
    return make(words.map((word) => `'${word}'`).join(', '), (value) => words.some((word) => word === value));
  }
  const literal: unknown = JSON.parse(token);
  return make(typeof literal === 'string' ? `'${literal}'` : String(literal), (value) => value === literal);
}

// "a number, or nothing" would be odd of something that may be left out.
function named(kinds: DeepKind[]): DeepKind {
  const all = either(...kinds);
  const said = kinds.filter((kind) => kind !== SIMPLE.undefined);
  const deep = kinds.filter(({ inner }) => inner !== undefined);
  return {
    expects: said.length === kinds.length ? all.expects : either(...said).expects,
    accepts: all.accepts,
    ...(deep.length > 0 && { inner: (value: unknown) => deep.flatMap(({ inner }) => inner?.(value) ?? []) }),
  };
}

const beginningOf = (item: DeepKind): DeepKind => {
  if (item === anything) return make('a list', Array.isArray);
  const beginning = (value: unknown): readonly unknown[] =>
    Array.isArray(value) ? (value.length > LOOKED_AT ? value.slice(0, LOOKED_AT) : value) : [];
  return {
    ...make(listOf(item).expects, (value) => Array.isArray(value) && beginning(value).every(item.accepts)),
    ...(item.inner && {
      inner: (value: unknown) =>
        beginning(value).flatMap((each, i) => item.inner!(each).map((one) => ({ ...one, at: `[${i}]${one.at}` }))),
    }),
  };
};

// By name, since a class may be there twice, and of another context.
function instanceNamed(name: string): Kind {
  return make(`${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`, (value) => {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return false;
    for (let each: object | null = Object.getPrototypeOf(value); each !== null; each = Object.getPrototypeOf(each))
      if (Object.hasOwn(each, 'constructor') && each.constructor.name === name) return true;
    return false;
  });
}
