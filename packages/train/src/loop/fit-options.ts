import type { ImageData } from '@capstan/data';
import type { Cost, Ledger, Since } from '@capstan/ledger';
import type { Feed } from '../feeds/contract.ts';
import type { ProgressEvent } from '../progress/event.ts';
import type { Best, EpochRecord } from './history.ts';

/** How a training is run, beside what the project says. */
export interface FitOptions {
  /** The data of the project, if they are open already. */
  data?: ImageData | Feed;
  /** Folder of all runs; each gets a folder of its own in it, named like the run. 'runs'. */
  runsDir?: string;
  /** Folder of this run. */
  runDir?: string;
  /** Where the run is written down; '.capstan/ledger.db' if not given. */
  ledger?: Ledger;
  /** Goes on from the checkpoint in a folder, or with `true` from the latest of this project. */
  resume?: boolean | string;
  /** What may be other than in the checkpoint: the rest of the training goes on with the project's. */
  change?: readonly ('optimizer' | 'schedule')[];
  /** From when this process's time is booked on the run; the call of `fit` if not given. */
  since?: Since;
  /** When it fires, the step is finished, a checkpoint is written and `fit` returns. */
  signal?: AbortSignal;
  onProgress?: (event: ProgressEvent) => void;
}

/** What came of a training. */
export interface FitResult {
  /** The run's id in the ledger. */
  run: string;
  dir: string;
  /** Folder of the best model, for `openModel`. */
  bestDir: string;
  /** 'interrupted' and 'budget': a checkpoint was saved to go on from; none of a model that is fitted whole, which is begun again. */
  stopped: 'done' | 'interrupted' | 'budget';
  best: Best | null;
  history: EpochRecord[];
  cost: Cost;
}
