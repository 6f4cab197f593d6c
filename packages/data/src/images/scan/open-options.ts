import type { Progress } from '@capstan/base';
import type { SplitName } from '../source/contract.ts';

/** How a source of pictures is opened. */
export type OpenOptions = {
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
  /** The split of each file, as an earlier opening had it; files that it doesn't name are in none. */
  splits?: ReadonlyMap<string, SplitName>;
  /** Threads that read; default one per core, at most 8. */
  workers?: number;
};
