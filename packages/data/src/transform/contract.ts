import { readBySchema } from '@capstan/base';
import { z } from 'zod';
import { DataError } from '../errors.ts';
import { type Columns, type ColumnValues, columnOf } from '../table/memory/columns.ts';

/** Columns by name, or all that hold numbers or text; columns that an encoder made are no numbers in this sense. */
export type Selection = 'number' | 'text' | readonly string[];

/** What a step may know besides its columns. */
export type Context = {
  /** The column to be predicted; no step touches it. */
  target: string | undefined;
  seed: number;
  /** Columns that steps before have made of categories or text: 'number' does not mean them. */
  encoded?: ReadonlySet<string>;
};

/** What takes the place of each column, by the name of the column that it replaces. */
export type Replaced = Map<string, Columns>;

/** What is said of a kind of step. */
type Told = {
  kind: string;
  /** What it does, in a sentence. */
  about: string;
  /** One as it is used, over the columns age, pay, job and day. */
  example: { columns: readonly string[]; options?: Readonly<Record<string, unknown>> };
};

/** One kind of step; its maker has it as `kind`, and stands in `index.ts`: how it learns, how it is applied, and what its options and its state look like in JSON. */
export type StepKind<Options, State> = Told & {
  options: z.ZodType<Options>;
  state: z.ZodType<State>;
  /** @param input the chosen columns alone, in their order */
  learn(input: Columns, options: Options, train: Columns, context: Context): State;
  apply(input: Columns, options: Options, state: State): Replaced;
  /** For kinds that treat each column by itself: what `apply` makes of one, the `i`th of those chosen. */
  applyOne?(column: ColumnValues, name: string, options: Options, state: State, i: number): Columns;
  /** Set where the columns made stand for categories or words, one each: numbers that are none. */
  isEncoder?: true;
  /** Set where later rows need not have the columns. */
  isOptional?: true;
  /** For the training rows themselves, where `apply` would let them see their own target. */
  applyToTrain?(input: Columns, options: Options, state: State, train: Columns, context: Context): Replaced;
};

/** A step before it has learned anything: a plain description. */
export type Step = {
  readonly kind: string;
  /** The columns that it makes stand for categories or words. */
  readonly isEncoder: boolean;
  readonly columns: Selection;
  readonly options: unknown;
  /** @internal */
  fit(train: Columns, context: Context): FittedStep;
};

/** A step that has learned. */
export type FittedStep = {
  readonly kind: string;
  /** The columns that rows must have for it. */
  readonly reads: readonly string[];
  apply(columns: Columns): Columns;
  /** There where each column is treated by itself: what takes the place of one. */
  readonly applyOne: ((name: string, column: ColumnValues) => Columns) | undefined;
  applyToTrain(columns: Columns, context: Context): Columns;
  toJSON(): StepJSON;
};

/** A fitted step as it is saved. */
export type StepJSON = { kind: string; columns: readonly string[]; options: unknown; state: unknown };

/**
 * A step of this kind for some columns.
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 */
export function makeStep<Options, State>(kind: StepKind<Options, State>, columns: Selection, options: unknown): Step {
  const checked = checkOptions(kind.kind, kind.options, options);
  return {
    kind: kind.kind,
    isEncoder: kind.isEncoder ?? false,
    columns,
    options: checked,
    fit(train, context) {
      const names = select(train, columns, context, kind.kind);
      const state = kind.learn(pick(train, names), checked, train, context);
      return fittedStep(kind, names, checked, state);
    },
  };
}

/** A fitted step from what was learned. */
export function fittedStep<Options, State>(
  kind: StepKind<Options, State>,
  columns: readonly string[],
  options: Options,
  state: State,
): FittedStep {
  const names = (all: Columns) => (kind.isOptional ? columns.filter((name) => Object.hasOwn(all, name)) : columns);
  return {
    kind: kind.kind,
    reads: kind.isOptional ? [] : columns,
    apply: (all) => replace(all, kind.apply(pick(all, names(all)), options, state)),
    applyOne: kind.applyOne && ((name, column) => kind.applyOne!(column, name, options, state, columns.indexOf(name))),
    applyToTrain(all, context) {
      const replaced = kind.applyToTrain?.(pick(all, columns), options, state, all, context);
      return replace(all, replaced ?? kind.apply(pick(all, columns), options, state));
    },
    toJSON: () => ({ kind: kind.kind, columns, options, state }),
  };
}

/** Options checked against their schema, an unknown one refused with the nearest known. */
export function checkOptions<Options>(kind: string, schema: z.ZodType<Options>, options: unknown): Options {
  return readBySchema(schema, options, (faults) => {
    const [{ path, message } = { path: '', message: '' }] = faults;
    const given = path === '' ? 'options' : `option "${path}"`;
    return new DataError('option-invalid', `${given} of ${kind}: ${message}`, { fields: { kind, faults } });
  });
}

function select(train: Columns, columns: Selection, { target, encoded }: Context, kind: string): string[] {
  if (typeof columns === 'string') {
    if (columns !== 'number' && columns !== 'text') {
      throw new DataError('option-invalid', `${kind} was given ${JSON.stringify(columns)} for columns`, {
        hint: "Give a list of names, 'number' or 'text'",
      });
    }
    const isChosen = (column: ColumnValues) => column instanceof Float64Array === (columns === 'number');
    return Object.keys(train).filter((name) => name !== target && !encoded?.has(name) && isChosen(train[name]!));
  }
  if (target !== undefined && columns.includes(target)) {
    throw new DataError('option-invalid', `${kind} was given the target "${target}"`, {
      hint: 'The target is no input: leave it out of the columns',
    });
  }
  if (new Set(columns).size < columns.length) {
    throw new DataError('option-invalid', `${kind} was given a column twice: ${columns.join(', ')}`);
  }
  for (const name of columns) columnOf(train, name);
  return [...columns];
}

function pick(columns: Columns, names: readonly string[]): Columns {
  return Object.fromEntries(names.map((name) => [name, columnOf(columns, name)]));
}

function replace(columns: Columns, replaced: Replaced): Columns {
  const out = new Map<string, ColumnValues>();
  for (const [name, column] of Object.entries(columns)) {
    for (const [made, value] of Object.entries(replaced.get(name) ?? { [name]: column })) {
      if (out.has(made)) {
        throw new DataError('table-invalid', `two columns would be called "${made}"`, {
          hint: 'Rename one of them first',
        });
      }
      out.set(made, value);
    }
  }
  return Object.fromEntries(out);
}

/** A kind that treats each column by itself; its state is one entry a column. */
export function perColumn<Options, State>(
  kind: Told & {
    isEncoder?: true;
    options: z.ZodType<Options>;
    state: z.ZodType<State>;
    learn(column: ColumnValues, name: string, options: Options): State;
    apply(column: ColumnValues, name: string, options: Options, state: State): Columns;
  },
): StepKind<Options, State[]> {
  return {
    kind: kind.kind,
    about: kind.about,
    example: kind.example,
    ...(kind.isEncoder ? { isEncoder: kind.isEncoder } : {}),
    options: kind.options,
    state: z.array(kind.state),
    learn: (input, options) => Object.entries(input).map(([name, column]) => kind.learn(column, name, options)),
    apply: (input, options, states) =>
      new Map(Object.entries(input).map(([name, column], i) => [name, kind.apply(column, name, options, states[i]!)])),
    applyOne: (column, name, options, states, i) => kind.apply(column, name, options, states[i]!),
  };
}

/** A kind that maps each column of numbers to one of the same name. Missing values stay missing. */
export function perNumber<Options, State>(
  kind: Told & {
    options: z.ZodType<Options>;
    state: z.ZodType<State>;
    /** @param values the column's values, those missing left out */
    learn(values: Float64Array, name: string, options: Options): State;
    /** Changes the values in place. */
    apply(values: Float64Array, options: Options, state: State): void;
  },
): StepKind<Options, State[]> {
  return perColumn({
    ...kind,
    learn: (column, name, options) => kind.learn(present(column, name, kind.kind), name, options),
    apply(column, name, options, state) {
      const values = finite(column, name, kind.kind).slice();
      kind.apply(values, options, state);
      return { [name]: values };
    },
  });
}

/**
 * A column of numbers without infinite ones.
 *
 * @throws {DataError} column-type, value-invalid — where a column is text where numbers are needed, or the other way, or a value is missing or impossible
 */
export function finite(column: ColumnValues, name: string, kind: string): Float64Array {
  if (!(column instanceof Float64Array)) {
    throw new DataError('column-type', `${kind} got the column "${name}", which holds text`, {
      hint: 'Encode it first, or leave it out',
    });
  }
  const at = column.findIndex((value) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY);
  if (at < 0) return column;
  throw new DataError('value-invalid', `"${name}" is ${column[at]}, which ${kind} does not take`, {
    row: at,
    hint: 'Make infinite values missing, or clip them, before',
  });
}

/** The values that are there. @throws {DataError} value-invalid — where there are none */
export function present(column: ColumnValues, name: string, kind: string): Float64Array {
  const values = finite(column, name, kind).filter((value) => !Number.isNaN(value));
  if (values.length > 0) return values;
  throw new DataError('value-invalid', `${kind} found no value in "${name}" of the training fold`, {
    hint: 'Drop the column with dropColumns',
  });
}
