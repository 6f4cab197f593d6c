import { type Metric, metricMeter } from '@capstan/evaluate';
import { noteEpoch } from '../run/book.ts';
import { type Best, type EpochRecord, start } from './history.ts';
import type { Predictions } from './predict.ts';
import type { Session } from './train-epoch.ts';

/** Ends an epoch with what it came to on validation: its record goes into history and book. */
export function closeEpoch({ position, run, classes, outputs, settings }: Session, seen: Predictions): EpochRecord {
  const { sums } = position;
  position.epoch++;
  const record: EpochRecord = {
    epoch: position.epoch,
    step: position.step,
    lr: sums.lr,
    trainLoss: sums.loss / sums.weight,
    ...(classes ? { trainAccuracy: sums.correct / sums.examples } : {}),
    validationLoss: seen.loss,
    ...(classes ? { validationAccuracy: accuracyOf(seen) } : {}),
    ...measured(settings.best, seen, classes ? outputs : 0),
    seconds: sums.seconds,
    imagesPerSecond: sums.examples / sums.seconds,
  };
  position.history.push(record);
  position.batch = 0;
  position.sums = start().sums;
  noteEpoch(run, record);
  return record;
}

/** Whether an epoch's model is better than the best before it. */
export function isBetter(record: EpochRecord, best: Best | null, by: 'loss' | Metric): boolean {
  if (!best) return true;
  if (by !== 'loss') {
    const gain = (worth(record, by) - worth(best, by)) * (by.better === 'higher' ? 1 : -1);
    if (gain !== 0 && !Number.isNaN(gain)) return gain > 0;
  }
  return record.validationLoss < best.validationLoss;
}

/** A metric of an epoch; where it isn't defined, as bad as it can be. */
function worth({ validationAccuracy, validationMetrics }: EpochRecord | Best, { kind, better }: Metric): number {
  const worst = better === 'higher' ? -Infinity : Infinity;
  return (kind === 'accuracy' ? validationAccuracy : validationMetrics?.[kind]) ?? worst;
}

/** What `train.best` looks at beside loss and accuracy, which every epoch has. */
export function measured(
  by: 'loss' | Metric,
  { outputs, targets }: Predictions,
  classes: number,
): Pick<EpochRecord, 'validationMetrics'> {
  if (by === 'loss' || by.kind === 'accuracy') return {};
  const batch = classes > 0 ? { probabilities: outputs, targets } : { predictions: outputs, targets };
  const value = metricMeter([by], { classes }).update(batch).values()[by.kind]!;
  return Number.isFinite(value) ? { validationMetrics: { [by.kind]: value } } : {};
}

/** What is kept of the best epoch. */
export function bestOf({ epoch, validationLoss, validationAccuracy, validationMetrics }: EpochRecord): Best {
  return {
    epoch,
    validationLoss,
    ...(validationAccuracy === undefined ? {} : { validationAccuracy }),
    ...(validationMetrics === undefined ? {} : { validationMetrics }),
  };
}

/** The share of answers of which the right class is the likeliest. */
export function accuracyOf({ outputs, targets }: Predictions): number {
  const classes = outputs.length / targets.length;
  let right = 0;
  targets.forEach((target, i) => {
    const row = outputs.subarray(i * classes, (i + 1) * classes);
    if (row.indexOf(Math.max(...row)) === target) right++;
  });
  return right / targets.length;
}
