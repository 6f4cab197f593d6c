import { join } from 'node:path';
import type { ImageData } from '@capstan/data';
import type { ClassificationReport } from '@capstan/evaluate';
import type { Ledger } from '@capstan/ledger';
import { TrainError } from '../errors.ts';
import type { FitResult } from '../loop/fit.ts';
import type { Project } from '../project/project.ts';
import { type ClassEvaluation, evaluateModel } from './evaluate-model.ts';
import { writePredictions } from './predictions.ts';
import { writeReport } from './report.ts';

/** A trained model's figures on pictures that training didn't use, and where its report lies. */
export interface EvaluatedRun {
  /** Of the test split, or of validation where there is none. */
  report: ClassificationReport;
  split: 'test' | 'validation';
  reportPath: string;
}

/**
 * Evaluates a finished run's best model, notes the figures in the ledger beside the run and writes `report.html` and
 * `predictions.csv` into its folder. The test split is read here for the first and only time.
 *
 * @throws TrainError 'no-validation' where the split leaves nothing to evaluate on.
 * @example const { report, reportPath } = await evaluateRun({ result, data, project, ledger });
 */
export async function evaluateRun(input: {
  result: FitResult;
  data: ImageData;
  project: Project;
  ledger: Ledger;
  signal?: AbortSignal;
}): Promise<EvaluatedRun> {
  const { result, data, project, ledger, signal } = input;
  using run = ledger.resume(result.run); // before the work, so that it is booked
  const evaluate = (split: 'test' | 'validation') =>
    data[split].length > 0 ? evaluateModel(result.bestDir, data, split, signal ? { signal } : {}) : undefined;
  let validation: ClassEvaluation | undefined;
  let test: ClassEvaluation | undefined;
  try {
    validation = await evaluate('validation');
    test = await evaluate('test');
  } catch (error) {
    if (signal?.aborted) run.finish('stopped'); // going on with the run evaluates it
    throw error;
  }
  const lead = test ?? validation;
  if (!lead) {
    throw new TrainError(
      'no-validation',
      'There are no pictures to evaluate on: the split leaves none for validation and test.',
    );
  }
  const path = join(result.dir, 'report.html');
  // Figures of the best model, under names of their own: what stands under validation/ is a curve over all epochs.
  const { best } = result;
  const step = result.history.find(({ epoch }) => epoch === best?.epoch)?.step ?? 0;
  for (const [split, evaluation] of Object.entries({ 'best/validation': validation, test })) {
    if (!evaluation) continue;
    const { accuracy, macro, auc } = evaluation.report;
    run.log(step, {
      [`${split}/accuracy`]: accuracy,
      [`${split}/f1`]: macro.f1,
      [`${split}/loss`]: evaluation.loss,
      ...(auc.macro === null ? {} : { [`${split}/auc`]: auc.macro }),
    });
  }
  run.flush();
  await writeReport(path, {
    title: project.name,
    model: result.bestDir,
    data,
    ledger,
    run: result.run,
    ...(validation ? { validation } : {}),
    ...(test ? { test } : {}),
  });
  run.artifact(path, { kind: 'report' });
  const predictionsPath = join(result.dir, 'predictions.csv');
  await writePredictions(predictionsPath, lead, data);
  run.artifact(predictionsPath, { kind: 'predictions' });
  run.finish('done');
  return { report: lead.report, split: test ? 'test' : 'validation', reportPath: path };
}
