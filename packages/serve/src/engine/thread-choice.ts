/** Batches between two trials of the other number of threads. */
const EVERY = 64;
/** Batches of a trial; the first pays for the change and is not counted. */
const GLANCE = 2;
/** Batches of a trial that is worth another look. */
const LOOK = 6;
/** What the other must take at most of what the present one takes, before it is chosen. */
const BETTER = 0.9;

/** What one number of threads took of late, in milliseconds. */
type Arm = { threads: number; mean: number; batches: number };
/** Batches of about one size: the number of threads in use, the other, and the trial of that. */
type Size = { present: Arm; other: Arm; since: number; trial: number };

/**
 * Whether to compute a batch on all threads or on one. All are faster on cores that are free; beside busy neighbours they
 * wait for each other at every layer, and one alone gets further. Which it is changes as the neighbours come and go, so now
 * and then a batch is computed the other way, and what takes less is kept: for batches of about one size (a power of two)
 * each by itself.
 *
 * @example
 * const threads = choice.pick(rows);
 * … choice.learn(rows, threads, millis);
 */
export class ThreadChoice {
  readonly #most: number;
  readonly #sizes = new Map<number, Size>();

  /** @param most all threads */
  constructor(most: number) {
    this.#most = most;
  }

  /** How many threads the next batch of so many rows is to be computed with. */
  pick(rows: number): number {
    if (this.#most === 1) return 1;
    const size = this.#size(rows);
    return size.trial > 0 ? size.other.threads : size.present.threads;
  }

  /** Notes what a batch took. */
  learn(rows: number, threads: number, millis: number): void {
    if (this.#most === 1) return;
    const size = this.#size(rows);
    const { present, other } = size;
    if (threads === present.threads) {
      present.batches++;
      present.mean += (millis - present.mean) / Math.min(present.batches, 10);
      if (++size.since >= EVERY) Object.assign(size, { trial: LOOK, since: 0, other: arm(other.threads) });
      return;
    }
    size.trial--;
    if (other.batches++ > 0) other.mean += (millis - other.mean) / (other.batches - 1);
    const isBetter = other.mean < BETTER * present.mean;
    if (LOOK - size.trial === GLANCE && !isBetter) size.trial = 0;
    if (size.trial === 0 && isBetter && other.batches === LOOK) {
      size.present = { ...other, batches: LOOK };
      size.other = arm(present.threads);
    }
  }

  #size(rows: number): Size {
    const key = Math.ceil(Math.log2(rows));
    const known = this.#sizes.get(key);
    if (known) return known;
    const fresh = { present: arm(this.#most), other: arm(1), since: 0, trial: 0 };
    this.#sizes.set(key, fresh);
    return fresh;
  }
}

const arm = (threads: number): Arm => ({ threads, mean: 0, batches: 0 });
