import { type Kind, kinds } from '@capstan/base';

/** A part of JSON Schema, as plain JSON. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What an option may be: for messages, for checks, and as JSON Schema. */
export interface OptionKind<T = unknown> extends Kind<T> {
  readonly schema: JsonSchema;
}

const kind = <T>(of: Kind<T>, schema: JsonSchema): OptionKind<T> => ({ ...of, schema });

const check = <T>(expects: string, holds: (value: unknown) => boolean): Kind<T> => ({
  expects,
  accepts: (value): value is T => holds(value), // the maker of a kind vouches for its type
});

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** A number above 0. */
export const positive: OptionKind<number> = kind(
  check<number>('a number above 0', (value) => isNumber(value) && value > 0),
  { type: 'number', exclusiveMinimum: 0 },
);

/** A number from 0. */
export const nonNegative: OptionKind<number> = kind(
  check<number>('a number of at least 0', (value) => isNumber(value) && value >= 0),
  { type: 'number', minimum: 0 },
);

/** A number from 0 to 1. */
export const share: OptionKind<number> = kind(kinds.numberFrom(0, 1), { type: 'number', minimum: 0, maximum: 1 });

/** A number from 0 to below 1. */
export const belowOne: OptionKind<number> = kind(
  check<number>('a number from 0 to below 1', (value) => isNumber(value) && value >= 0 && value < 1),
  { type: 'number', minimum: 0, exclusiveMaximum: 1 },
);

/** Any finite number. */
export const real: OptionKind<number> = kind(check<number>('a number', isNumber), { type: 'number' });

/** A whole number from `least` on. */
export const whole = (least: number): OptionKind<number> =>
  kind(kinds.wholeNumber(least), { type: 'integer', minimum: least });

export const boolean: OptionKind<boolean> = kind(kinds.boolean, { type: 'boolean' });

/** One of some words. */
export const oneOf = <const W extends string>(...words: W[]): OptionKind<W> =>
  kind(kinds.oneOf(...words), { enum: words });

/** A list of numbers of a kind; `least` of them or more. */
export const listOf = (item: OptionKind<number>, least = 0): OptionKind<readonly number[]> =>
  kind(
    check(
      `a list${least > 0 ? ` of at least ${least}` : ''}, each ${item.expects}`,
      (value) => Array.isArray(value) && value.length >= least && value.every((each) => item.accepts(each)),
    ),
    { type: 'array', items: item.schema, minItems: least },
  );

/** Two numbers of a kind. */
export const pairOf = (item: OptionKind<number>): OptionKind<readonly [number, number]> =>
  kind(
    check(
      `two numbers, each ${item.expects}`,
      (value) => Array.isArray(value) && value.length === 2 && value.every((each) => item.accepts(each)),
    ),
    { type: 'array', items: item.schema, minItems: 2, maxItems: 2 },
  );

/** Three numbers. */
export const triple: OptionKind<readonly [number, number, number]> = kind(
  check('three numbers', (value) => Array.isArray(value) && value.length === 3 && value.every(isNumber)),
  { type: 'array', items: real.schema, minItems: 3, maxItems: 3 },
);

/** A value of one kind or of another. */
export const either = <A, B>(a: OptionKind<A>, b: OptionKind<B>): OptionKind<A | B> =>
  kind(
    check(`${a.expects}, or ${b.expects}`, (value) => a.accepts(value) || b.accepts(value)),
    { anyOf: [a.schema, b.schema] },
  );
