import { type Ledger, openLedger, type Run, type Since } from '@capstan/ledger';
import { cuda, version } from '@capstan/torch';
import type { Feed } from '../feeds/contract.ts';
import type { EpochRecord } from '../loop/history.ts';
import { paramsOf } from '../project/params.ts';
import type { Project } from '../project/project.ts';
import type { Settings } from '../project/settings.ts';
import type { Checkpoint } from './checkpoint.ts';

/** A run in the ledger: a new one, or the one that a checkpoint belongs to. Closes a ledger that was opened here. */
export function openBook(about: {
  settings: Settings;
  feed: Feed;
  project: Project;
  ledger: Ledger | undefined;
  saved: Checkpoint | undefined;
  since: Since;
}): Disposable & { run: Run } {
  const { settings, feed, project, saved, since } = about;
  const ledger = about.ledger ?? openLedger();
  const run =
    saved !== undefined && ledger.has(saved.run)
      ? ledger.resume(saved.run, { since })
      : ledger.start({
          name: settings.name,
          kind: 'train',
          params: { ...paramsOf(settings, project), ...(saved ? { resumedFrom: saved.run } : {}) },
          dataHash: feed.hash,
          device: settings.device === 'cpu' ? 'cpu' : cuda.getDeviceName(settings.device), // whose price and power are known
          threads: settings.threads,
          seed: settings.seed,
          versions: { torch: version() },
          since,
        });
  if (saved) writeMissing(ledger, run, saved.position.history);
  return {
    run,
    [Symbol.dispose]() {
      run[Symbol.dispose]();
      if (!about.ledger) ledger.close();
    },
  };
}

/** Notes what an epoch came to. */
export function noteEpoch(run: Run, record: EpochRecord): void {
  run.log(record.step, {
    epoch: record.epoch,
    'validation/loss': record.validationLoss,
    ...(record.validationAccuracy === undefined ? {} : { 'validation/accuracy': record.validationAccuracy }),
    ...Object.fromEntries(
      Object.entries(record.validationMetrics ?? {}).map(([kind, value]) => [`validation/${kind}`, value]),
    ),
    'train/imagesPerSecond': record.imagesPerSecond,
  });
}

/**
 * Writes the epochs that a checkpoint knows and the book lacks: of another ledger than the run began with, or of one that
 * could not be written for a while. Everything else is in the book before it is in a checkpoint.
 */
function writeMissing(ledger: Ledger, run: Run, history: readonly EpochRecord[]): void {
  const known = new Set(ledger.metrics(run.id, 'validation/loss').steps);
  for (const record of history) if (!known.has(record.step)) noteEpoch(run, record);
}
