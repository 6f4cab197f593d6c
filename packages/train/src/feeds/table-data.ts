import type { Columns, Fold, Folds, Pipeline } from '@capstan/data';
import { TrainError } from '../errors.ts';
import { examplesOf } from './table/examples.ts';
import { tableTargetsOf } from './table/targets/targets-of.ts';
import { type TensorData, tensorData } from './tensor-data.ts';

/** What the target of a table is. */
export interface TableDataOptions {
  /** Whether numbers as targets are classes: by default where all are 0 or 1. Text always is. */
  classes?: boolean;
}

/**
 * A table as data to train on: the pipeline learns from the training fold alone, is applied to the other two, and is saved
 * with the model, so that the server takes rows as they are in the table.
 *
 * @param pipeline with the target; what comes out of it must be numbers
 * @throws {TrainError} bad-project — without a target, or for a class that the training fold lacks; DataError where the pipeline refuses
 * @example
 * const folds = split(columns, { stratify: 'risk' });
 * const data = tableData(pipeline([standardScaler('number')], { target: 'risk' }), folds);
 * await fit(defineProject({ name: 'risk', data, model: 'mlp' }));
 */
export function tableData(pipeline: Pipeline, folds: Folds, options: TableDataOptions = {}): TensorData {
  const { target } = pipeline;
  if (target === undefined) {
    throw new TrainError(
      'bad-project',
      "data: the pipeline has no target. Say which: pipeline(steps, { target: '…' }).",
    );
  }
  const { fitted, train } = pipeline.fitApply(folds.train);
  const { columns } = folds.train;
  const text = !(columns[target] instanceof Float64Array);
  const said = options.classes === undefined || text ? undefined : options.classes ? 'classes' : 'numbers';
  const targets = tableTargetsOf(columns, { target, targets: said });
  const classes = targets.names(columns, columns, target);
  const examples = (columns: Columns) =>
    examplesOf(columns, { features: fitted.features, target, targets, names: classes });
  const held = (fold: Fold<'validation'> | Fold<'test'>) => examples(fitted.apply(fold.columns));
  return tensorData({
    train: examples(train.columns),
    validation: held(folds.validation),
    ...(folds.test.length > 0 && { test: held(folds.test) }),
    ...(classes && { classes }),
    pipeline: fitted,
  });
}
