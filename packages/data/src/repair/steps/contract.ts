import type { z } from 'zod';
import type { Table } from '../../table/table.ts';
import { readStep } from './read-step.ts';

/** The rows that a step is given: as a table, and as a query with the row's number in front. */
export interface Rows {
  table: Table;
  numbered: string;
}

/**
 * What a step does, in SQL: new cells, rows kept, copies left out, columns left out; `ordered` where it looks at neighbouring
 * rows, `gaps` where it is known how many cells of each column change.
 */
export type StepSql =
  | { replace: Record<string, string>; ordered?: boolean; gaps?: Record<string, number> }
  | { keep: string }
  | { unique: readonly string[] }
  | { without: readonly string[] };

/** Cells of some rows that were worked out in memory, or rows to drop. */
export interface ComputedCells {
  columns: { row: Float64Array; values: Record<string, Float64Array | (string | null)[]> };
  drop: boolean;
}

/** Whether what a step would change is proven, and why, or what is not. */
export interface Verdict {
  proven: boolean;
  why: string;
}

/** Stages in which proposed steps go: words for nothing first, since a type is read from what is left; copies of rows last. */
export const stages = ['missing', 'types', 'spellings', 'repairs', 'rows'] as const;

/** How a step is proposed where a finding names it. */
export interface Proposing<Step> {
  stage: (typeof stages)[number];
  /** The steps proposed in place of the finding's: of several that answer one question someone has to choose. */
  variants?(step: Step, table: Table): Step[] | Promise<Step[]>;
  /** What it is asked for by; default: the kind, and its column. */
  name?(step: Step): string;
  /** The proposal that does all that this one does. */
  within?(step: Step): string | undefined;
  judge(step: Step, change: { nulled: number }, table: Table): Verdict | Promise<Verdict>;
}

/** What a kind of cleaning step is made of; `S` is the Zod schema of its plain value. */
export interface Recipe<K extends string, S extends z.ZodType<{ step: K }>> {
  readonly step: K;
  /** What it does, in a sentence, for help and documentation. */
  readonly about: string;
  /** Some as they are written, over the columns id, town, seen, weight, age and pay. */
  readonly examples: readonly z.input<S>[];
  readonly schema: S;
  /** The columns that it names; default: its `column` or `columns`. */
  columns?(step: z.output<S>): readonly string[];
  /** @throws {DataError} step-invalid — where a step cannot be carried out */
  run(step: z.output<S>, rows: Rows): StepSql | ComputedCells | Promise<StepSql | ComputedCells>;
  /** For kinds of which several go in one scan: whether one joins those before it, and all of them at once. */
  together?: {
    joins(before: readonly z.output<S>[], step: z.output<S>): boolean;
    run(steps: readonly z.output<S>[], rows: Rows): Promise<StepSql>;
  };
  proposing?: Proposing<z.output<S>>;
}

type Without<T, N extends string> = T extends unknown ? Omit<T, N> : never; // of each member of a union

/** A kind of cleaning step: the function that makes its values, with the recipe on it. */
export type Cleaning<K extends string, S extends z.ZodType<{ step: K }>> = ((
  options: Without<z.input<S>, 'step'>,
) => z.output<S>) &
  Recipe<K, S>;

/** One kind of cleaning step; adding one is a file that calls this, and a line in `index.ts`. */
export function cleaning<const K extends string, S extends z.ZodType<{ step: K }>>(
  recipe: Recipe<K, S>,
): Cleaning<K, S> {
  const { step, schema } = recipe;
  const make = (options: Without<z.input<S>, 'step'>): z.output<S> => readStep(schema, { ...options, step });
  Object.defineProperty(make, 'name', { value: step });
  return Object.assign(make, recipe);
}
