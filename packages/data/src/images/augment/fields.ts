/** One value of an augmentation: how it is read from code or a file, and how JSON schema and messages name it. */
export interface Field<T = unknown> {
  /** As in "expected …". */
  readonly expects: string;
  /** The value as it is stored, or undefined where it is none. */
  read(value: unknown): T | undefined;
  readonly schema: Readonly<Record<string, unknown>>;
  /** Taken where nothing is given. */
  readonly default?: T;
  /** May be left out for good. */
  readonly isOptional?: boolean;
}

/** A size in pixels: one number for a square, or [height, width]. */
export type Size = number | readonly [height: number, width: number];

const mostSide = 16_384;

/** A number within bounds, both included. */
export function number(from: number, to: number, standard?: number): Field<number> {
  const expects = to === Number.POSITIVE_INFINITY ? `a number from ${from}` : `a number from ${from} to ${to}`;
  const read = (value: unknown) => (typeof value === 'number' && value >= from && value <= to ? value : undefined);
  return { expects, read, schema: { type: 'number', ...bounds(from, to) }, ...given(standard) };
}

/** A whole number within bounds, both included. */
export function whole(from: number, to: number, standard?: number): Field<number> {
  const read = (value: unknown) =>
    typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to ? value : undefined;
  const schema = { type: 'integer', ...bounds(from, to) };
  return { expects: `a whole number from ${from} to ${to}`, read, schema, ...given(standard) };
}

/** The probability with which a step is taken at all. */
export function chance(standard: number): Field<number> {
  return number(0, 1, standard);
}

/** The side of a window that has a middle. */
export function odd(standard?: number): Field<number> {
  const { read } = whole(1, 99);
  const schema = { enum: Array.from({ length: 50 }, (_, i) => 2 * i + 1) };
  const isOdd = (value: unknown) => ((read(value) ?? 0) % 2 === 1 ? read(value) : undefined);
  return { expects: 'an odd number from 1 to 99', read: isOdd, schema, ...given(standard) };
}

/** [from, to], from which a number is drawn. */
export function span(from: number, to: number, standard?: [number, number]): Field<[number, number]> {
  const read = (value: unknown) => {
    const ends = pairOf(value);
    return ends && ends[0] >= from && ends[1] <= to && ends[0] <= ends[1] ? ends : undefined;
  };
  const expects = `[from, to] between ${from} and ${to}`;
  return { expects, read, schema: pairSchema({ type: 'number', ...bounds(from, to) }), ...given(standard) };
}

/** [−amount, amount] of one number, or [from, to]. */
export function around(limit: number, standard: [number, number]): Field<[number, number]> {
  const inner = span(-limit, limit, standard);
  const read = (value: unknown) =>
    inner.read(typeof value === 'number' ? [0 - Math.abs(value), Math.abs(value)] : value);
  return { ...inner, expects: `a number, or [from, to], between ${-limit} and ${limit}`, read };
}

/** Two numbers of one kind. */
export function two(each: Field<number>, standard: [number, number]): Field<[number, number]> {
  const read = (value: unknown) => {
    const both = pairOf(value);
    return both?.every((one) => each.read(one) !== undefined) ? both : undefined;
  };
  return { expects: `two of: ${each.expects}`, read, schema: pairSchema(each.schema), default: standard };
}

/** [height, width], stored as both. */
export const size: Field<[number, number]> = {
  expects: `a number of pixels, or [height, width], from 1 to ${mostSide}`,
  read: (value) => {
    const sides = pairOf(typeof value === 'number' ? [value, value] : value);
    return sides?.every((side) => Number.isInteger(side) && side >= 1 && side <= mostSide) ? sides : undefined;
  },
  schema: pairSchema({ type: 'integer', minimum: 1, maximum: mostSide }),
};

/** The size cut to; where it is left out, the size trained on. */
export const ownSize: Field<[number, number]> & { readonly isOptional: true } = { ...size, isOptional: true };

function pairOf(value: unknown): [number, number] | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [a, b]: unknown[] = value;
  return typeof a === 'number' && typeof b === 'number' ? [a, b] : undefined;
}

function pairSchema(items: object) {
  return { type: 'array', items, minItems: 2, maxItems: 2 };
}

function bounds(from: number, to: number) {
  return {
    ...(Number.isFinite(from) ? { minimum: from } : {}),
    ...(Number.isFinite(to) ? { maximum: to } : {}),
  };
}

function given<T>(standard: T | undefined): { default?: T } {
  return standard === undefined ? {} : { default: standard };
}
