import { noteEpoch } from '../run/book.ts';
import { type Best, type EpochRecord, start } from './history.ts';
import type { Predictions } from './predict.ts';
import type { Session } from './train-epoch.ts';

/** Ends an epoch with what it came to on validation: its record goes into history and book. */
export function closeEpoch({ position, run, classes }: Session, seen: Predictions): EpochRecord {
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
export function isBetter(record: EpochRecord, best: Best | null, by: 'accuracy' | 'loss'): boolean {
  if (!best) return true;
  const gain = (record.validationAccuracy ?? 0) - (best.validationAccuracy ?? 0);
  if (by === 'accuracy' && gain !== 0) return gain > 0;
  return record.validationLoss < best.validationLoss;
}

/** What is kept of the best epoch. */
export function bestOf({ epoch, validationLoss, validationAccuracy }: EpochRecord): Best {
  return { epoch, validationLoss, ...(validationAccuracy === undefined ? {} : { validationAccuracy }) };
}

function accuracyOf({ outputs, targets }: Predictions): number {
  const classes = outputs.length / targets.length;
  let right = 0;
  targets.forEach((target, i) => {
    const row = outputs.subarray(i * classes, (i + 1) * classes);
    if (row.indexOf(Math.max(...row)) === target) right++;
  });
  return right / targets.length;
}
