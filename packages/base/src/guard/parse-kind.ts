import { isPlain } from '../options/is-plain.ts';
import { anything, boolean, callback, either, type Kind, listOf, text } from '../options/kind.ts';
import type { Signatures } from './signatures.ts';

/** How much of a list is looked at: what is wrong with a list is wrong with its beginning. */
const LOOKED_AT = 64;

const make = (expects: string, accepts: (value: unknown) => boolean): Kind => ({
  expects,
  accepts: (value): value is unknown => accepts(value),
});

const SIMPLE: Readonly<Record<string, Kind>> = {
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
export function parseKind(written: string, within: Signatures): { kind: Kind; shape: string | undefined } {
  const tokens = written.match(/"(?:[^"\\]|\\.)*"|\[\]|[()|]|[^()|[\]"]+/g) ?? [];
  let shape: string | undefined;
  let at = 0;
  const one = (): Kind => {
    const token = tokens[at++] ?? '*';
    let kind: Kind;
    if (token === '(') {
      kind = several();
      at++; // its closing parenthesis
    } else if (token.startsWith('{') || token.startsWith('<')) {
      shape = token.slice(1, -1);
      kind = token.startsWith('{') ? make('options by name', isPlain) : SIMPLE.object!;
    } else kind = simple(token, within);
    for (; tokens[at] === '[]'; at++) kind = beginningOf(kind);
    return kind;
  };
  const several = (): Kind => {
    const kinds = [one()];
    for (; tokens[at] === '|'; ) {
      at++;
      kinds.push(one());
    }
    return kinds.length === 1 ? kinds[0]! : named(kinds);
  };
  return { kind: several(), shape };
}

function simple(token: string, within: Signatures): Kind {
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
function named(kinds: Kind[]): Kind {
  const all = either(...kinds);
  const said = kinds.filter((kind) => kind !== SIMPLE.undefined);
  return said.length === kinds.length ? all : make(either(...said).expects, all.accepts);
}

const beginningOf = (item: Kind): Kind => {
  if (item === anything) return make('a list', Array.isArray);
  const whole = listOf(item);
  return make(
    whole.expects,
    (value) =>
      Array.isArray(value) && (value.length > LOOKED_AT ? value.slice(0, LOOKED_AT) : value).every(item.accepts),
  );
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
