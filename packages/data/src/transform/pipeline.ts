import { readFile } from 'node:fs/promises';
import { faultLines, readBySchema } from '@capstan/base';
import { replaceFile } from '@capstan/base/files';
import { z } from 'zod';
import { DataError } from '../errors.ts';

import type { Part } from '../split/assign-parts.ts';
import { Fold, requireTrain } from '../split/fold.ts';
import { type Columns, type ColumnValues, columnOf, type Row, rowCount } from '../table/memory/columns.ts';
import type { Context, FittedStep, Step } from './contract.ts';
import { columnFrom, type Input } from './input.ts';
import { reviveStep } from './registry.ts';
import { type RowFault, rowFaults } from './row-faults.ts';

const format = 'capstan-pipeline';
const version = 1;

/** A fitted pipeline as it is saved; each step checks its own options and state. */
export const pipelineSchema = z.strictObject({
  format: z.literal(format),
  version: z.int(),
  target: z.string().optional(),
  inputs: z.array(z.strictObject({ name: z.string(), type: z.enum(['number', 'text']) })),
  features: z.array(z.string()),
  steps: z.array(
    z.strictObject({ kind: z.string(), columns: z.array(z.string()), options: z.unknown(), state: z.unknown() }),
  ),
});

/** Steps that have not learned yet. */
export type Pipeline = {
  readonly steps: readonly Step[];
  readonly target: string | undefined;
  /** Learns every step from the training fold, each from what the steps before made of it. */
  fit(train: Fold<'train'>): FittedPipeline;
  /** Learns, and gives the training rows as well, cross-fitted where a step sees the target. */
  fitApply(train: Fold<'train'>): { fitted: FittedPipeline; train: Fold<'train'> };
};

/**
 * Steps to be learned from a training fold, one after the other. Nothing else than a training fold can be given to
 * `fit`: the compiler refuses other parts, and so does the run.
 *
 * @param options.target the column to be predicted: no step takes it, and rows to be predicted need not have it
 * @example
 * const { train, validation } = split(columns, { stratify: 'risk' });
 * const steps = [simpleImputer('number'), standardScaler('number'), oneHotEncoder('text', { unknown: 'ignore' })];
 * const { fitted, train: x } = pipeline(steps, { target: 'risk' }).fitApply(train);
 * const judged = fitted.apply(validation);
 */
export function pipeline(steps: readonly Step[], options: { target?: string; seed?: number } = {}): Pipeline {
  const fitApply = (train: Fold<'train'>) => {
    const encoded = new Set<string>();
    const context: Context = { target: options.target, seed: options.seed ?? 0, encoded };
    requireTrain(train, 'pipeline.fit');
    if (context.target !== undefined) columnOf(train.columns, context.target);
    const fitted: FittedStep[] = [];
    let columns: Columns = train.columns;
    for (const step of steps) {
      const learned = step.fit(columns, context);
      const before = columns;
      columns = learned.applyToTrain(columns, context);
      if (step.isEncoder) for (const name of Object.keys(columns)) if (!Object.hasOwn(before, name)) encoded.add(name);
      fitted.push(learned);
    }
    const features = Object.keys(columns).filter((name) => name !== context.target);
    const inputs = inputsOf(train.columns, fitted, features);
    return {
      fitted: new FittedPipeline({ target: context.target, inputs, features, steps: fitted }),
      train: new Fold('train', columns, train.rows),
    };
  };
  return { steps, target: options.target, fit: (train) => fitApply(train).fitted, fitApply };
}

/** What was learned from a training fold: it travels with the model as JSON, which holds no code. */
export class FittedPipeline {
  readonly target: string | undefined;
  /** The columns that it takes, with their types; any others are left out. */
  readonly inputs: readonly Input[];
  /** The columns that come out, without the target, in their order. */
  readonly features: readonly string[];
  readonly #steps: readonly FittedStep[];

  /** @internal */
  constructor(parts: {
    target: string | undefined;
    inputs: readonly Input[];
    features: readonly string[];
    steps: readonly FittedStep[];
  }) {
    this.target = parts.target;
    this.inputs = parts.inputs;
    this.features = parts.features;
    this.#steps = parts.steps;
  }

  /**
   * Applies every step. The training fold has its rows from `fitApply`, since some must not see their own target.
   *
   * @throws {DataError} column-unknown, column-type, value-invalid, category-unseen — where there is no such column, a column is text where numbers are needed, or the other way, a value is missing or impossible, or a category was not in the training fold
   */
  apply<P extends Exclude<Part, 'train'>>(fold: Fold<P>): Fold<P>;
  apply(columns: Columns): Columns;
  apply(data: Columns | Fold): Columns | Fold {
    if (!Fold.isFold(data)) return this.#apply(data);
    if (data.part === 'train') {
      throw new DataError('fold-invalid', 'the pipeline was to be applied to its training fold', {
        hint: 'Take the training rows from pipeline(…).fitApply(train)',
      });
    }
    return new Fold(data.part, this.#apply(data.columns), data.rows);
  }

  /**
   * Applies every step to rows of JSON, as they come over HTTP: a missing key or null is a missing value.
   *
   * @throws {DataError} column-type — for a value of the wrong type, and what `apply` throws
   * @example fitted.applyRows([{ age: 31, job: 'cook' }])
   */
  applyRows(rows: readonly Row[]): Columns {
    return this.#apply(Object.fromEntries(this.inputs.map((input) => [input.name, columnFrom(rows, input)])));
  }

  /**
   * Everything that is wrong with rows of JSON, up to `most` faults: what a server says before it refuses. It is stricter
   * than `applyRows`: every column must be named, and what comes out must be numbers.
   *
   * @example fitted.faults([{ age: 'old' }]) // [{ row: 0, column: 'age', message: 'is a string. Give a number or null' }, …]
   */
  faults(rows: readonly Row[], most = 100): RowFault[] {
    return rowFaults(rows, { inputs: this.inputs, features: this.features, steps: this.#steps }).take(most).toArray();
  }

  toJSON(): unknown {
    const { target, inputs, features } = this;
    const steps = this.#steps.map((step) => step.toJSON());
    return { format, version, ...(target !== undefined && { target }), inputs, features, steps };
  }

  #apply(given: Columns): Columns {
    const entries: [string, ColumnValues][] = this.inputs.map(({ name, type }) => {
      const column = columnOf(given, name);
      if (column instanceof Float64Array === (type === 'number')) return [name, column];
      // A column without one value has no type of its own.
      if (column.every((value) => value === null || Number.isNaN(value))) return [name, empty(column.length, type)];
      throw new DataError('column-type', `the column "${name}" holds ${type === 'number' ? 'text' : 'numbers'}`, {
        hint: `In the training fold it held ${type === 'number' ? 'numbers' : 'text'}`,
      });
    });
    const { target } = this;
    if (target !== undefined && Object.hasOwn(given, target)) entries.push([target, given[target]!]);
    let columns: Columns = Object.fromEntries(entries);
    rowCount(columns);
    for (const step of this.#steps) columns = step.apply(columns);
    return columns;
  }
}

/**
 * A fitted pipeline from JSON.
 *
 * @throws {DataError} pipeline-invalid — where a saved pipeline is damaged
 * @example const fitted = parsePipeline(JSON.parse(text));
 */
export function parsePipeline(json: unknown): FittedPipeline {
  const read = readBySchema(pipelineSchema, json, (faults) => {
    const reason = `this is no saved pipeline: ${faultLines(faults, 'the top', 1).trim()}`;
    return new DataError('pipeline-invalid', reason, {
      hint: 'Save it with JSON.stringify(fitted) or savePipeline',
      fields: { faults },
    });
  });
  if (read.version !== version) {
    throw new DataError('pipeline-invalid', `the pipeline has version ${read.version}`, {
      hint: `This program reads version ${version}: update it, or fit again`,
    });
  }
  const { target, inputs, features, steps } = read;
  return new FittedPipeline({
    target,
    inputs,
    features,
    steps: steps.map(({ kind, columns, options, state }) => reviveStep({ kind, columns, options, state })),
  });
}

/** Saves a fitted pipeline beside its model. @example await savePipeline(fitted, 'model/pipeline.json') */
export async function savePipeline(fitted: FittedPipeline, path: string): Promise<void> {
  await replaceFile(path, `${JSON.stringify(fitted)}\n`);
}

/**
 * Reads a fitted pipeline.
 *
 * @throws {DataError} pipeline-invalid — where a saved pipeline is damaged
 * @example await loadPipeline('model/pipeline.json')
 */
export async function loadPipeline(path: string): Promise<FittedPipeline> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new DataError('pipeline-invalid', 'it cannot be read as JSON', { file: path, cause });
  }
  return parsePipeline(json);
}

/** The training columns that a step reads or that come out as they are. */
function inputsOf(train: Columns, steps: readonly FittedStep[], features: readonly string[]): Input[] {
  const needed = new Set(features);
  for (const step of steps) for (const name of step.reads) needed.add(name);
  const isInput = (name: string) => needed.has(name);
  return Object.entries(train)
    .filter(([name]) => isInput(name))
    .map(([name, column]) => ({ name, type: column instanceof Float64Array ? 'number' : 'text' }));
}

function empty(length: number, type: Input['type']): ColumnValues {
  return type === 'number' ? new Float64Array(length).fill(Number.NaN) : new Array<null>(length).fill(null);
}
