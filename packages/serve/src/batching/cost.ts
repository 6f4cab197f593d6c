/** How much older batches count less with each new one. */
const FORGET = 0.98;

/** Batches to have seen before their times are trusted. */
const FEW = 8;

/**
 * What batches cost, learnt from those that were computed: milliseconds = fixed + slope × rows. On a processor rows are
 * all that costs; on an accelerator many take hardly longer than one.
 *
 * @example cost.learn(32, 48); cost.alongside(1) // rows that a batch of one may have without taking much longer
 */
export class Cost {
  /** Rows a millisecond of full batches, a moving average; 0 before the first. */
  rate = 0;
  readonly #maxBatch: number;
  // Sums for a line through milliseconds y over rows x.
  #n = 0;
  #x = 0;
  #y = 0;
  #xx = 0;
  #xy = 0;

  constructor(maxBatch: number) {
    this.#maxBatch = maxBatch;
  }

  learn(rows: number, millis: number): void {
    this.#n = FORGET * this.#n + 1;
    this.#x = FORGET * this.#x + rows;
    this.#y = FORGET * this.#y + millis;
    this.#xx = FORGET * this.#xx + rows * rows;
    this.#xy = FORGET * this.#xy + rows * millis;
    const rate = rows / Math.max(millis, 0.01);
    const average = this.rate === 0 ? rate : 0.9 * this.rate + 0.1 * rate;
    // Small batches say little of what full ones take: they can only raise it.
    this.rate = 2 * rows >= this.#maxBatch ? average : Math.max(this.rate, average);
  }

  /** The most rows of a batch that takes at most a quarter longer than one of `rows`; never fewer than those. */
  alongside(rows: number): number {
    const [mean, deviation] = [this.#x / this.#n, Math.sqrt(this.#spread) / this.#n];
    const known = this.#n < FEW ? rows : 2 * (mean + deviation); // a line is not followed far from where it was seen
    const most = Math.min(rows + (rows + this.#fixed) / 4, known, this.#maxBatch);
    return Math.max(rows, Math.floor(most));
  }

  get #spread(): number {
    return Math.max(0, this.#n * this.#xx - this.#x * this.#x);
  }

  /** The rows that take as long as a batch does before its first. */
  get #fixed(): number {
    if (this.#spread < 0.1 * this.#n * this.#n) return 0; // batches of one size say nothing of others
    const slope = this.#n * this.#xy - this.#x * this.#y;
    if (slope <= 0) return Number.POSITIVE_INFINITY;
    return Math.max(0, (this.#y * this.#xx - this.#x * this.#xy) / slope);
  }
}
