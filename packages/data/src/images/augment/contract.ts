import { nearest, type Random } from '@capstan/base';
import { DataError } from '../../errors.ts';

import type { Pixels } from '../decode/pixels.ts';
import type { Preprocessing } from '../preprocessing.ts';
import type { Field } from './fields.ts';
import { materialise, move, reset, type Target, type View } from './view.ts';
import type { Applied } from './warp.ts';

/** The values of an augmentation, by name. */
export type Fields = Readonly<Record<string, Field>>;

type Of<F> = F extends Field<infer T> ? T : never;
type OptionalNames<F> = { [N in keyof F]: F[N] extends { isOptional: true } ? N : never }[keyof F];

/** One step of augmentation as plain JSON: it is stored in the project file, the run and the checkpoint as it is. */
export type StepOf<Kind extends string, F> = { kind: Kind } & {
  [N in Exclude<keyof F, OptionalNames<F>>]: Of<F[N]>;
} & { [N in OptionalNames<F>]?: Of<F[N]> };

/** What a step knows besides its values. */
export type How = { preprocessing: Preprocessing; target: Target };

/** Changes a view; all chance comes from the stream that it is given. */
export type Change = (view: View, random: Random) => void;

/** One kind of augmentation: its values, what is said of it, and what it does. */
export interface Augmentation<Kind extends string = string, F extends Fields = Fields> {
  readonly kind: Kind;
  /** In a few words. */
  readonly help: string;
  readonly fields: F;
  /** Nothing in it is random. */
  readonly isFixed: boolean;
  /**
   * A checked step of values from code or a file.
   *
   * @throws {DataError} option-invalid — where an option makes no sense
   */
  make(values: Readonly<Record<string, unknown>>): StepOf<Kind, F>;
  /** Makes the function that changes a view; it is made once a thread and may keep scratch memory. */
  compile(step: StepOf<Kind, F>, how: How): Change;
  /** The size after it, where it changes that. */
  sizeAfter?(
    step: StepOf<Kind, F>,
    now: readonly [number, number],
    trained: readonly [number, number],
  ): readonly [number, number];
  /** Whether it cuts its own window out of the fitted picture, so that the middle alone will not do. */
  cutsWindow?(step: StepOf<Kind, F>): boolean;
}

type Parts<Kind extends string, F extends Fields> = Pick<
  Augmentation<Kind, F>,
  'help' | 'fields' | 'sizeAfter' | 'cutsWindow'
> & {
  isFixed?: boolean;
};

/** A kind that moves the picture. A step with a value `p` is taken with that probability. */
export function mover<const Kind extends string, const F extends Fields>(
  kind: Kind,
  parts: Parts<Kind, F> & { change(view: View, step: StepOf<Kind, F>, random: Random, how: How): void },
): Augmentation<Kind, F> {
  const { change, isFixed = false, ...rest } = parts;
  return {
    ...rest,
    kind,
    isFixed,
    make: (values) => made(kind, parts.fields, values),
    compile(step, how) {
      const p = 'p' in step && typeof step.p === 'number' ? step.p : undefined;
      return (view, random) => {
        if (p === undefined || random.chance(p)) change(view, step, random, how);
      };
    },
  };
}

/** A kind that makes new pixels of a whole picture. */
export function painter<const Kind extends string, const F extends Fields>(
  kind: Kind,
  parts: Parts<Kind, F> & { paint(pixels: Pixels, step: StepOf<Kind, F>, random: Random): Applied | Pixels },
): Augmentation<Kind, F> {
  const { paint, ...rest } = parts;
  return mover(kind, {
    ...rest,
    change(view, step, random, { target }) {
      const out = paint(materialise(view, target), step, random);
      const { pixels, moved } = 'pixels' in out ? out : { pixels: out, moved: undefined };
      reset(view, pixels);
      if (moved) move(view, moved);
    },
  });
}

function made<Kind extends string, F extends Fields>(
  kind: Kind,
  fields: F,
  values: Readonly<Record<string, unknown>>,
): StepOf<Kind, F> {
  for (const name of Object.keys(values)) {
    if (name === 'kind' || Object.hasOwn(fields, name)) continue;
    const close = nearest(name, Object.keys(fields));
    throw new DataError('option-invalid', `${kind} has no value "${name}"`, {
      hint: close ? `Is ${close} meant?` : `It takes ${Object.keys(fields).join(', ') || 'none'}`,
    });
  }
  const read = Object.entries(fields).flatMap(([name, field]) => {
    const value = values[name] ?? field.default;
    if (value === undefined && field.isOptional) return [];
    const kept = field.read(value);
    if (kept === undefined) throw invalid(`${kind} ${name}`, field.expects, value);
    return [[name, kept]];
  });
  return { kind, ...Object.fromEntries(read) }; // each was read by the field of its name
}

/** The error of a value that is not what was expected. */
export function invalid(name: string, expected: string, received: unknown): DataError {
  const shown = JSON.stringify(received) ?? String(received);
  return new DataError('option-invalid', `${name}: expected ${expected}, received ${shown.slice(0, 120)}`);
}
