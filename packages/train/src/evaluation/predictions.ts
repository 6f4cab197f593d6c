import { replaceFile } from '@capstan/base/files';
import type { ImageData } from '@capstan/data';
import type { Feed } from '../feeds/contract.ts';
import { type Evaluation, taskOfEvaluation } from '../tasks/task-of.ts';
import { csv } from './csv.ts';

/**
 * Writes what a model said of every example as a CSV file: the picture's file or the row, the truth, the answer, and for classes
 * the probability of each.
 *
 * @example await writePredictions('predictions.csv', await evaluateModel('runs/3f2a/best', data, 'test'), data);
 */
export async function writePredictions(path: string, evaluation: Evaluation, data?: ImageData | Feed): Promise<void> {
  const { split } = evaluation;
  const files = data && ('batches' in data ? data.files?.[split] : data[split].files);
  const [rows, names] = data && 'batches' in data ? [data.rows?.[split], data.names?.[split]] : [];
  const nameOf = (example: number) => String((files ?? names ?? rows)?.[example] ?? example);
  await replaceFile(
    path,
    csv(taskOfEvaluation(evaluation).lines(evaluation, nameOf, files ? 'file' : names ? 'user' : 'row')),
  );
}
