import { replaceFile } from '@capstan/base/files';
import type { ImageData } from '@capstan/data';
import type { Ledger } from '@capstan/ledger';
import { readCard } from '@capstan/models';
import { TrainError } from '../errors.ts';
import type { Feed } from '../feeds/contract.ts';
import { type Evaluation, taskOfEvaluation } from '../tasks/task-of.ts';

/** What a report is made of. */
export interface ReportOptions {
  title: string;
  /** Folder of the model. */
  model: string;
  /** Of pictures those that it got most wrong are shown, and what was found in all of them. */
  data?: ImageData | Feed;
  validation?: Evaluation;
  test?: Evaluation;
  /** Adds curves, parameters and cost of a run. */
  ledger?: Ledger;
  run?: string;
}

/** The metrics that are drawn, `epoch` being what they are drawn over. */
const CURVES = ['epoch', 'train/loss', 'train/accuracy', 'validation/loss', 'validation/accuracy', 'lr'];

/**
 * Writes one HTML file about a model. Of a classifier: figures, curves, confusion matrix, thresholds, and the pictures that it got
 * most wrong; of a detector: figures, classes, curves, and pictures with the boxes drawn; of a regression: figures, curves, and what was
 * predicted over what was true.
 *
 * @throws {TrainError} no-validation — without an evaluation
 * @example await writeReport('runs/3f2a/report.html', { title: 'Digits', model: 'runs/3f2a/best', data, test });
 */
export async function writeReport(path: string, options: ReportOptions): Promise<void> {
  const { title, model, data, validation, test, ledger, run } = options;
  const card = await readCard(model);
  const lead = test ?? validation;
  if (!lead) {
    throw new TrainError('no-validation', 'A report needs an evaluation: of test or validation, received neither.', {
      hint: 'Make one with evaluateModel().',
    });
  }
  const task = taskOfEvaluation(lead);
  const page = task.page(
    { ...(test ? { test } : {}), ...(validation ? { validation } : {}) },
    {
      ...{ title, card, run: run === undefined || !ledger ? {} : ofRun(ledger, run) },
      ...(data && !('batches' in data) ? { findings: data.findings } : {}),
      ...(data && !('batches' in data) && task.pictures ? { images: await task.pictures(lead, data) } : {}),
      ...(data && 'batches' in data && task.draw ? { drawn: await task.draw(lead, data) } : {}),
    },
  );
  await replaceFile(path, page);
}

function ofRun(ledger: Ledger, run: string) {
  const known = ledger.metricNames(run);
  const chosenBy = known.filter((name) => name.startsWith('validation/') && !CURVES.includes(name)); // what train.best looked at
  const drawn = [...CURVES.filter((name) => known.includes(name)), ...chosenBy];
  const curves = drawn.map((name) => ledger.metrics(run, name));
  return { run: ledger.run(run), curves };
}
