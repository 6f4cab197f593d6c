import type { Progress } from '@capstan/base';
import type { Cost } from '@capstan/ledger';
import type { EpochRecord } from '../loop/history.ts';

/** What a training says of itself while it runs. */
export type ProgressEvent =
  | { kind: 'start'; run: string; dir: string; epochs: number; batches: number; parameters: number; resumed: boolean }
  /** Steps of this epoch. */
  | (Progress & {
      kind: 'step';
      epoch: number;
      epochs: number;
      step: number;
      /** Means over the epoch so far. */
      loss: number;
      accuracy: number | undefined;
      imagesPerSecond: number;
      /** Of the whole training. */
      leftMs: number;
      cost: Cost;
    })
  /** Something to know, once. */
  | { kind: 'note'; text: string }
  /** Batches of the validation set. */
  | (Progress & { kind: 'validate'; epoch: number })
  | { kind: 'epoch'; record: EpochRecord; epochs: number; best: boolean; cost: Cost }
  | { kind: 'checkpoint'; epoch: number; step: number }
  | { kind: 'stop'; reason: 'done' | 'interrupted' | 'budget'; cost: Cost };
