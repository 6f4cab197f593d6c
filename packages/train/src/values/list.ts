import { kebab, nearest } from '@capstan/base';
import { TrainError } from '../errors.ts';
import type { Maker } from './maker.ts';
import type { JsonSchema, OptionKind } from './option-kind.ts';

/** Any kind of a thing, its types forgotten: what a list is walked as. */
export type AnyMaker = Maker<string, Record<string, unknown>, object>;

/** Makers by name: the exports of an `index.ts`. */
export type Makers = Readonly<Record<string, unknown>>;

/** The values that the makers of a list make. */
export type ValueOf<L extends Makers> = {
  [N in keyof L]: L[N] extends (...args: never[]) => infer V ? V : never;
}[keyof L];

/** The makers of a list, by kind. @example makersOf(optimizers).get('adamw')?.about */
export function makersOf(list: Makers): ReadonlyMap<string, AnyMaker> {
  return new Map(
    Object.values(list).map((made) => {
      const each = made as AnyMaker; // an index.ts exports makers alone; the conformance suites check it
      return [each.kind, each] as const;
    }),
  );
}

/** Whether a value is a function of your own, and not a maker of a list that was not called. */
export function isOwn<F extends (...input: never[]) => unknown>(value: unknown): value is F {
  return typeof value === 'function' && !('kind' in value);
}

/**
 * Reads a value that may have been written by hand or by an earlier version: what it leaves out is filled in.
 *
 * @throws {TrainError} unknown-kind — with the nearest
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example readValue('optimizer', optimizers, { kind: 'sgd', lr: 0.1 })
 */
export function readValue<L extends Makers>(what: string, list: L, value: unknown): ValueOf<L> {
  const makers = makersOf(list);
  const { kind, ...options }: { kind?: unknown } = typeof value === 'object' && value !== null ? value : {};
  const maker = typeof kind === 'string' ? makers.get(kind) : undefined;
  if (!maker) {
    const names = [...makers.keys()];
    const close = typeof kind === 'string' ? nearest(kind, names) : undefined;
    const received =
      typeof kind === 'string'
        ? `'${kind}'`
        : typeof value === 'function'
          ? 'a function that was not called'
          : 'none of them';
    throw new TrainError(
      'unknown-kind',
      `${what}: expected one of ${names.map((name) => `${name}()`).join(', ')}, received ${received}.`,
      { fields: { kind }, hint: close === undefined ? undefined : `Did you mean ${close}()?` },
    );
  }
  return maker(options) as ValueOf<L>; // made by a maker of the list
}

/**
 * The words by which the kinds of a list are named on a command line, and what each is: those that need no option.
 *
 * @example wordsOf(schedules) // Map { 'step' => 'stepLR', 'one-cycle' => 'oneCycle', … }
 */
export function wordsOf(list: Makers): ReadonlyMap<string, string> {
  const makers = [...makersOf(list).values()].filter(({ defaults }) => !('schedules' in defaults)); // combinations need parts
  const all = makers.map(({ kind }) => kebab(kind));
  return new Map(
    makers.map(({ kind }, i) => {
      const short = all[i]!.replace(/-lr$/, '');
      return [all.includes(short) ? all[i]! : short, kind] as const;
    }),
  );
}

/** The values of a list as JSON Schema. @example jsonSchemaOf(optimizers) */
export function jsonSchemaOf(list: Makers): JsonSchema {
  return {
    oneOf: [...makersOf(list).values()].map(({ kind, about, options, defaults }) => ({
      type: 'object',
      description: about,
      properties: {
        kind: { const: kind },
        ...Object.fromEntries(
          Object.entries(options).map(([name, { schema }]: [string, OptionKind]) => [
            name,
            { ...schema, default: defaults[name] },
          ]),
        ),
      },
      required: ['kind'],
      additionalProperties: false,
    })),
  };
}
