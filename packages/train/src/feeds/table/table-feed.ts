import { type Columns, type FittedPipeline, pipeline } from '@capstan/data';
import type { Targets } from '@capstan/models';
import type { Tensor } from '@capstan/torch';
import { TrainError } from '../../errors.ts';
import type { Feed } from '../contract.ts';
import { tensorFeed } from '../tensors.ts';
import { examplesOf } from './examples.ts';
import { readTableFile, splitTable } from './open-table-file.ts';
import { stepsFor } from './steps-for.ts';
import type { TableFile } from './table-file.ts';
import { tableTargetsOf } from './targets/targets-of.ts';

/** What a model was trained with: other rows are made into numbers as those were. */
export interface SavedTable {
  pipeline: FittedPipeline;
  /** Empty where targets are numbers. */
  classes: string[];
  /** What the targets are. */
  targets: Targets;
}

/**
 * Reads a table, splits it, and makes its rows into numbers by what the training rows teach, or as they were for a model.
 *
 * @throws {TrainError} bad-project — where fields of the project are wrong
 * @throws {DataError} what `openTable` throws, splitting and the steps
 */
export async function openTableFeed(
  data: TableFile,
  { signal, saved }: { signal?: AbortSignal | undefined; saved?: SavedTable },
): Promise<Feed> {
  const { target, seed = 0 } = data.options;
  const read = await readTableFile(data, { signal });
  const options = saved ? { ...data.options, targets: saved.targets } : data.options;
  const targets = tableTargetsOf(read.columns, options);
  const { folds, rows } = splitTable(read.columns, options);
  const { steps, notes } = stepsFor(folds.train.columns, data.options);
  if (!saved && steps.length === 0) throw nothingToLearnFrom(data);
  const made = saved ? undefined : pipeline(steps, { target, seed }).fitApply(folds.train);
  const fitted = saved?.pipeline ?? made!.fitted; // one of the two
  const learned = saved ? saved.classes : targets.names(read.columns, folds.train.columns, target);
  const classes = learned && learned.length > 0 ? learned : undefined;
  const reads = { features: fitted.features, target, targets, names: classes };
  const later = (columns: Columns) => examplesOf(fitted.apply(columns), reads);
  const tensors = {
    ...{ kind: 'tensors' as const, targets: targets.kind },
    train: made ? examplesOf(made.train.columns, reads) : later(folds.train.columns),
    ...(folds.validation.length > 0 && { validation: later(folds.validation.columns) }),
    ...(folds.test.length > 0 && { test: later(folds.test.columns) }),
    ...(classes && { classes }),
    pipeline: fitted,
  };
  const inFile = (part: Int32Array) => part.map((row) => read.rows[row]!);
  return {
    ...tensorFeed(tensors),
    ...(data.options.text === undefined ? {} : { vocabulary: vocabularyOf(fitted) }),
    ...(targets.kind === 'numbers' ? { scale: scaleOf(tensors.train.target) } : {}),
    notes: [...read.notes, ...(saved ? [] : notes)],
    rows: { train: inFile(rows.train), validation: inFile(rows.validation), test: inFile(rows.test) },
  };
}

/** Different numbers that texts become: their terms, 0 for none, and for tokens 1 for an unknown one. */
function vocabularyOf(fitted: FittedPipeline): number {
  const { steps } = fitted.toJSON() as { steps: { kind: string; state: [{ terms: string[] }] }[] }; // as: ngrams and tokens save it so
  const [step] = steps;
  return step!.state[0].terms.length + (step!.kind === 'tokens' ? 2 : 1); // a text has one of the two steps
}

/** Mean and standard deviation of the numbers that are to be predicted. */
function scaleOf(target: Tensor): { level: number[]; spread: number[] } {
  const numbers = (of: Tensor) => Array.from(of.data() as Float32Array); // targets are float32
  const spread = numbers(target.std(0, { correction: 0 })).map((value) => value || 1);
  return { level: numbers(target.mean(0)), spread };
}

function nothingToLearnFrom({ path, options: { target } }: TableFile): TrainError {
  return new TrainError(
    'bad-project',
    `data: ${path} has no column to predict '${target}' from: none is left, or each holds one value in all training rows.`,
    { fields: { target }, hint: 'Leave fewer columns out, or add some.' },
  );
}
