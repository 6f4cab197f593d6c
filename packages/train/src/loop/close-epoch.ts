import { type Metric, metricMeter } from '@capstan/evaluate';
import type { Settings } from '../project/settings.ts';
import { noteEpoch } from '../run/book.ts';
import type { About, Answers } from '../tasks/contract.ts';
import { type Best, type EpochRecord, start } from './history.ts';
import type { Session } from './train-epoch.ts';

/** Ends an epoch with what it came to on validation: its record goes into history and book. */
export function closeEpoch({ position, run, about, settings }: Session, seen: Answers): EpochRecord {
  const { sums } = position;
  position.epoch++;
  const record: EpochRecord = {
    epoch: position.epoch,
    step: position.step,
    lr: sums.lr,
    trainLoss: sums.loss / sums.weight,
    ...(settings.task.accuracy ? { trainAccuracy: sums.correct / sums.examples } : {}),
    validationLoss: seen.loss,
    ...measured(settings, seen, about),
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

/** What an epoch came to on validation beside the loss: the share of right answers, and what `train.best` looks at. */
export function measured(
  { best, task }: Pick<Settings, 'best' | 'task'>,
  seen: Answers,
  about: About,
): Pick<EpochRecord, 'validationAccuracy' | 'validationMetrics'> {
  const accuracy = task.accuracy ? { validationAccuracy: task.accuracy.of(seen) } : {};
  if (best === 'loss' || best.kind === 'accuracy') return accuracy;
  const value = metricMeter([best], task.tally(about)).update(task.batch(seen, about)).values()[best.kind]!;
  return { ...accuracy, ...(Number.isFinite(value) ? { validationMetrics: { [best.kind]: value } } : {}) };
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
