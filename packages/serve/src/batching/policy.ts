// Who goes into the next batch, so that nobody shuts others out:
//
// - Clients take turns. Within a client the request with the fewest rows left goes first, so one of a few rows never
//   waits for one of thousands.
// - A request that does not fit into one batch ("large") is computed bit by bit. While small ones are about, a bit takes
//   no longer than a batch of theirs, and joins one only where it makes that hardly longer: how many rows that are, the
//   measured times say (cost.ts). After a bit the engine stays free for as long: half of the time nobody finds it at one.
// - One batch in four is led by whoever waits longest, so that what is large or of a rare shape gets on too.
import type { Cost } from './cost.ts';
import type { Job, Segment } from './job.ts';

/** Small requests are about when one came within this many milliseconds. */
const LULL = 1000;
const OLDEST_EVERY = 4;

export class Policy {
  readonly #maxBatch: number;
  readonly #cost: Cost;
  #lastSmall = Number.NEGATIVE_INFINITY;
  #turn = 0;
  /** Until when large ones leave the engine free. */
  #restUntil = 0;
  /** Rows of a batch of small ones, a moving average. */
  #usual = 1;
  /** Clients by when they last had a turn. */
  readonly #served = new Map<string, number>();

  constructor(maxBatch: number, cost: Cost) {
    this.#maxBatch = maxBatch;
    this.#cost = cost;
  }

  isLarge(rows: number): boolean {
    return rows > this.#maxBatch;
  }

  /** Notes a request that came. */
  saw(rows: number): void {
    if (!this.isLarge(rows)) this.#lastSmall = performance.now();
  }

  /** Milliseconds for which what waits leaves the engine free, where `pick` finds nothing. */
  get rest(): number {
    return Math.max(1, this.#restUntil - performance.now());
  }

  /** The next batch out of the requests that wait, oldest first; nothing is changed until `took`. */
  pick(queue: readonly Job[]): Segment[] {
    const [oldest] = queue;
    if (!oldest) return [];
    if (oldest.solo) return [this.#segment(oldest, this.#maxBatch)];
    const order = queue.length === 1 ? queue : this.#inTurn(queue);
    const isResting = performance.now() < this.#restUntil;
    const first = isResting ? order.find((job) => !this.isLarge(job.rows)) : order[0];
    if (!first) return [];
    const isOldests = this.#turn % OLDEST_EVERY === OLDEST_EVERY - 1 && !(isResting && this.isLarge(oldest.rows));
    const lead = isOldests ? oldest : first;
    const mates = order.filter((job) => !job.solo && job.signature === lead.signature);
    const large = mates.filter((job) => this.isLarge(job.rows));
    const small = mates.filter((job) => !this.isLarge(job.rows));
    const segments: Segment[] = [];
    let rows = 0;
    const take = (jobs: readonly Job[], most: number) => {
      for (const job of jobs) {
        if (rows >= most) return;
        segments.push(this.#segment(job, most - rows));
        rows += segments.at(-1)!.rows;
      }
    };
    if (!this.isLarge(lead.rows)) {
      take(small, this.#maxBatch);
      take(large, this.#cost.alongside(rows));
    } else if (small.length > 0 || this.#isBusy) {
      take(large, this.#cost.alongside(Math.round(this.#usual)));
    } else take(large, this.#maxBatch);
    return segments;
  }

  /** Notes that a batch was sent. */
  took(segments: readonly Segment[]): void {
    this.#turn++;
    const small = segments.filter(({ job }) => !this.isLarge(job.rows));
    const rows = small.reduce((sum, segment) => sum + segment.rows, 0);
    if (rows > 0) this.#usual = 0.9 * this.#usual + 0.1 * rows;
    for (const { job } of segments) this.#served.set(job.client, this.#turn);
    if (this.#served.size > 10_000) this.#served.clear();
  }

  /** Notes that it was computed. */
  done(segments: readonly Segment[], millis: number): void {
    const isLarge = segments.every(({ job }) => this.isLarge(job.rows));
    if (isLarge && this.#isBusy) this.#restUntil = performance.now() + millis;
  }

  /** Whether small ones are about. */
  get #isBusy(): boolean {
    return performance.now() - this.#lastSmall < LULL;
  }

  #segment(job: Job, most: number): Segment {
    return { job, from: job.taken, rows: Math.min(job.rows - job.taken, most) };
  }

  /** Each client's shortest request, then each one's second … ; clients that had a turn longest ago first. */
  #inTurn(queue: readonly Job[]): Job[] {
    const byClient = new Map<string, Job[]>();
    for (const job of queue) {
      const own = byClient.get(job.client);
      if (own) own.push(job);
      else byClient.set(job.client, [job]);
    }
    const left = (job: Job) => job.rows - job.taken;
    const lanes = [...byClient].map(([client, jobs]) => ({
      last: this.#served.get(client) ?? -1,
      jobs: jobs.sort((a, b) => left(a) - left(b) || a.arrived - b.arrived),
    }));
    lanes.sort((a, b) => a.last - b.last);
    if (lanes.length === 1) return lanes[0]!.jobs;
    const order: Job[] = [];
    for (let i = 0; order.length < queue.length; i++) for (const { jobs } of lanes) if (jobs[i]) order.push(jobs[i]!);
    return order;
  }
}
