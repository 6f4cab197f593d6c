import { type DeepKind, parseKind } from './parse-kind.ts';
import type { Signatures } from './signatures.ts';

/** A parameter, ready to be checked. */
export interface Parameter {
  readonly name: string;
  /** Undefined where anything goes. */
  readonly kind: DeepKind | undefined;
  /** The options it takes where a plain object is given. */
  readonly options: OptionsShape | undefined;
  /** Whether options are all it takes. */
  readonly only: boolean;
}

export interface OptionsShape {
  readonly kinds: Readonly<Record<string, DeepKind>>;
  readonly required: readonly string[];
  /** Whether other names are let through: where none may be left out, a misspelt one shows as missing. */
  readonly open: boolean;
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

/** In a shape: other names are let through. */
const OPEN = '...';

const shapes = new WeakMap<object, OptionsShape>();

/** Reads a shape of the signatures. */
export function parseShape(name: string, within: Signatures): OptionsShape {
  const written = within.shapes[name] ?? {};
  const known = shapes.get(written);
  if (known) return known;
  const entries = Object.entries(written).filter(([name]) => name !== OPEN);
  const required = entries.filter(([, kind]) => kind.startsWith('!')).map(([option]) => option);
  const kinds = Object.fromEntries(
    entries.map(([option, kind]) => [option, parseKind(kind.replace(/^!/, ''), within).kind]),
  );
  const shape = { kinds, required, open: OPEN in written };
  shapes.set(written, shape);
  return shape;
}
