import type { Cost } from '@capstan/ledger';
import type { EpochRecord } from '../loop/history.ts';

/** What a training says of itself while it runs. */
export type ProgressEvent =
  | { kind: 'start'; run: string; dir: string; epochs: number; batches: number; parameters: number; resumed: boolean }
  | {
      kind: 'step';
      epoch: number;
      epochs: number;
      batch: number;
      batches: number;
      step: number;
      /** Means over the epoch so far. */
      loss: number;
      accuracy: number | undefined;
      imagesPerSecond: number;
      /** Of the whole training, in seconds. */
      timeLeft: number;
      cost: Cost;
    }
  /** Something to know, once. */
  | { kind: 'note'; text: string }
  | { kind: 'validate'; epoch: number; done: number; of: number }
  | { kind: 'epoch'; record: EpochRecord; epochs: number; best: boolean; cost: Cost }
  | { kind: 'checkpoint'; epoch: number; step: number }
  | { kind: 'stop'; reason: 'done' | 'interrupted' | 'budget'; cost: Cost };
