import type { Targets } from '@capstan/models';

/** What was seen of a column that is to be predicted. */
export interface SeenTarget {
  name: string;
  type: 'numbers' | 'text' | 'booleans';
  /** Rows that have it. */
  rows: number;
  /** Different values. */
  distinct: number;
  /** Whether all are whole numbers. */
  isWhole: boolean;
}

/** What was seen of data before a task was chosen, by what they are. */
export interface Sights {
  /** A table, or texts, with the columns that are to be predicted. */
  table: { targets: readonly SeenTarget[] };
  /** A folder of pictures with a folder for each class. */
  pictures: object;
  /** A folder of recordings whose folders or names say their classes. */
  recordings: object;
  /** Texts each of whose words has a tag. */
  tagged: object;
  /** Who had what: the column of values, where there is one, and whether it holds ratings. */
  interactions: { value: string | undefined; isRated: boolean };
  /** A folder of pictures with boxes. */
  boxes: object;
  /** Data that are open: what the targets of their batches are. */
  feed: { targets: Targets };
}

/** What was seen of data. */
export type Seen = { [K in keyof Sights]: { kind: K } & Sights[K] }[keyof Sights];

/** Whether data are for a task. */
export interface Claim {
  /**
   * From 0, they can't be, to 1, they can be nothing else. From `SURE_ENOUGH` on the task is taken without asking, where no other
   * claims as much; below it can be asked for.
   */
  sure: number;
  /** Why, as the end of a sentence; with 0 what is against it, after the task's name. */
  reason: string;
}

/** From here on a claim is taken. */
export const SURE_ENOUGH = 0.5;

/** A refusal. @param reason what is against it, after the task's name: "predicts numbers, and 'late' holds text" */
export const unfit = (reason: string): Claim => ({ sure: 0, reason });
