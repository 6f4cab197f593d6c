import { replaceFile } from '@capstan/base/files';
import type { ImageData } from '@capstan/data';
import type { Evaluation } from './evaluate-model.ts';

/**
 * Writes what a model said of every example as a CSV file: the picture's file or the row, the truth, the answer, and for classes
 * the probability of each.
 *
 * @example await writePredictions('predictions.csv', await evaluateModel('runs/3f2a/best', data, 'test'), data);
 */
export async function writePredictions(path: string, evaluation: Evaluation, data?: ImageData): Promise<void> {
  await replaceFile(path, evaluation.targetsAre === 'classes' ? ofClasses(evaluation, data) : ofNumbers(evaluation));
}

function ofClasses(
  { report, probabilities, targets, split }: Extract<Evaluation, { targetsAre: 'classes' }>,
  data: ImageData | undefined,
): string {
  const { classes } = report;
  const files = data?.[split].files;
  const lines = [[files ? 'file' : 'row', 'truth', 'predicted', 'confidence', ...classes.map((name) => `p(${name})`)]];
  targets.forEach((target, row) => {
    const own = probabilities.subarray(row * classes.length, (row + 1) * classes.length);
    const best = own.indexOf(Math.max(...own));
    const name = files?.[row] ?? String(row);
    lines.push([name, classes[target]!, classes[best]!, digits(own[best]!), ...Array.from(own, digits)]); // checked to be classes
  });
  return csv(lines);
}

function ofNumbers({ predictions, targets, outputs }: Extract<Evaluation, { targetsAre: 'numbers' }>): string {
  const lines = [['row', 'output', 'truth', 'predicted', 'error']];
  predictions.forEach((predicted, i) => {
    const truth = targets[i]!; // as many
    lines.push([
      String(Math.floor(i / outputs)),
      String(i % outputs),
      String(truth),
      String(predicted),
      String(predicted - truth),
    ]);
  });
  return csv(lines);
}

const digits = (probability: number) => probability.toPrecision(6);

const csv = (lines: readonly (readonly string[])[]) =>
  `${lines.map((cells) => cells.map(cell).join(',')).join('\r\n')}\r\n`;

/** RFC 4180: quoted where it holds what separates. */
const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
