import type { Kind } from '../options/kind.ts';
import { parseKind } from './parse-kind.ts';

/**
 * What a package's callables take, as its generator read it from the TypeScript signatures. A key is the name a user writes:
 * `save`, `F.pad`, `new nn.Linear`, `nn.Module#zeroGrad`, `Tokenizer.from`; its value one line a parameter,
 * `name`, `name?`, `...name`, each with `: kind` where a kind is checked, and `=> Promise` last where a promise comes back.
 */
export interface Signatures {
  readonly calls: Readonly<Record<string, readonly string[]>>;
  /** Options objects: each name's kind; an `!` before it says that it may not be left out. */
  readonly shapes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Long lists of words that many kinds share: `%DType`. */
  readonly words: Readonly<Record<string, readonly string[]>>;
}

/** A parameter, ready to be checked. */
export interface Parameter {
  readonly name: string;
  /** Undefined where anything goes. */
  readonly kind: Kind | undefined;
  /** The options it takes where a plain object is given. */
  readonly options: OptionsShape | undefined;
  /** Whether options are all it takes. */
  readonly only: boolean;
}

export interface OptionsShape {
  readonly kinds: Readonly<Record<string, Kind>>;
  readonly required: readonly string[];
}

/** A callable's parameters, ready to be checked. */
export interface Signature {
  readonly least: number;
  readonly most: number;
  readonly parameters: readonly Parameter[];
  /** Whether it gives a promise, so that what is wrong must reject it rather than be thrown. */
  readonly promises: boolean;
}

/** Reads one callable's lines. */
export function parseSignature(lines: readonly string[], within: Signatures): Signature {
  const promises = lines.at(-1) === '=> Promise';
  const written = promises ? lines.slice(0, -1) : lines;
  const rest = written.at(-1)?.startsWith('...') ?? false;
  const parameters = (rest ? written.slice(0, -1) : written).map((line) => parseParameter(line, within));
  const optional = written.findIndex((line) => /^(\.\.\.|\w+\?)/.test(line));
  return {
    least: optional === -1 ? written.length : optional,
    most: rest ? Number.POSITIVE_INFINITY : written.length,
    parameters,
    promises,
  };
}

function parseParameter(line: string, within: Signatures): Parameter {
  const [, name = '', optional, text] = /^(\w+)(\?)?(?:: (.*))?$/s.exec(line) ?? [];
  if (text === undefined) return { name, kind: undefined, options: undefined, only: false };
  const { kind, shape } = parseKind(optional ? `${text}|undefined` : text, within);
  const options = shape === undefined ? undefined : parseShape(shape, within);
  return { name, kind, options, only: shape !== undefined && /^\{\w+\}$/.test(text) };
}

const shapes = new WeakMap<object, OptionsShape>();

function parseShape(name: string, within: Signatures): OptionsShape {
  const written = within.shapes[name] ?? {};
  const known = shapes.get(written);
  if (known) return known;
  const entries = Object.entries(written);
  const required = entries.filter(([, kind]) => kind.startsWith('!')).map(([option]) => option);
  const kinds = Object.fromEntries(
    entries.map(([option, kind]) => [option, parseKind(kind.replace(/^!/, ''), within).kind]),
  );
  const shape = { kinds, required };
  shapes.set(written, shape);
  return shape;
}
