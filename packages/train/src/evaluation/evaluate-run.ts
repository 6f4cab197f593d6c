import { join } from 'node:path';
import type { ImageData } from '@capstan/data';
import type { Ledger } from '@capstan/ledger';
import { TrainError } from '../errors.ts';
import type { Feed } from '../feeds/contract.ts';
import type { FitResult } from '../loop/fit-options.ts';
import type { Project } from '../project/project.ts';
import type { ClassEvaluation } from '../tasks/evaluation.ts';
import { type Evaluation, taskOfEvaluation } from '../tasks/task-of.ts';
import { evaluateModel } from './evaluate-model.ts';
import { writePredictions } from './predictions.ts';
import { writeReport } from './report.ts';

/** A trained model's figures on examples that training didn't use, and where its report lies. */
export interface EvaluatedRun<E extends Evaluation = Evaluation> {
  /** On the test split, or on validation where there is none. */
  evaluation: E;
  report: E['report'];
  split: 'test' | 'validation';
  reportPath: string;
}

/** What is evaluated, and where it is written down. */
interface Finished<D> {
  result: FitResult;
  /** Pictures or a feed, open. */
  data: D;
  project: Project;
  ledger: Ledger;
  signal?: AbortSignal;
}

/**
 * Evaluates a finished run's best model, notes the figures in the ledger beside the run and writes `report.html` and
 * `predictions.csv` into its folder. The test split is read here for the first and only time.
 *
 * @throws {TrainError} no-validation — the split leaves nothing to evaluate on
 * @example const { report, reportPath } = await evaluateRun({ result, data, project, ledger });
 */
export async function evaluateRun(input: Finished<ImageData>): Promise<EvaluatedRun<ClassEvaluation>>;
export async function evaluateRun(input: Finished<ImageData | Feed>): Promise<EvaluatedRun>;
export async function evaluateRun(input: Finished<ImageData | Feed>): Promise<EvaluatedRun> {
  const { result, data, project, ledger, signal } = input;
  const sizes = 'batches' in data ? data.sizes : { validation: data.validation.length, test: data.test.length };
  using run = ledger.resume(result.run); // before the work, so that it is booked
  const evaluate = (split: 'test' | 'validation') =>
    sizes[split] > 0 ? evaluateModel(result.bestDir, data, split, signal ? { signal } : {}) : undefined;
  let validation: Evaluation | undefined;
  let test: Evaluation | undefined;
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
      'There is nothing to evaluate on: the split leaves no example for validation and test.',
    );
  }
  const path = join(result.dir, 'report.html');
  // Figures of the best model, under names of their own: what stands under validation/ is a curve over all epochs.
  const { best } = result;
  const step = result.history.find(({ epoch }) => epoch === best?.epoch)?.step ?? 0;
  for (const [split, evaluation] of Object.entries({ 'best/validation': validation, test })) {
    if (!evaluation) continue;
    const figures = Object.entries(taskOfEvaluation(evaluation).figures(evaluation));
    run.log(step, Object.fromEntries(figures.map(([name, value]) => [`${split}/${name}`, value])));
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
  return { evaluation: lead, report: lead.report, split: test ? 'test' : 'validation', reportPath: path };
}
