// Who goes into the next batch, so that nobody shuts others out:
//
// - Clients take turns. Within a client the request with the fewest rows left goes first, so one of a few rows never
//   waits for one of thousands.
// - A request that does not fit into one batch ("large") is computed bit by bit beside the small ones: while small ones
//   are about, it gets an eighth of each batch, so that a batch which holds it takes hardly longer.
// - One batch in four is led by whoever waits longest, so that what is large or of a rare shape gets on too.
import type { Job, Segment } from './job.ts';

/** Small requests are about when one came within this many milliseconds. */
const LULL = 1000;
const OLDEST_EVERY = 4;

export class Policy {
  readonly #maxBatch: number;
  readonly #share: number;
  #lastSmall = Number.NEGATIVE_INFINITY;
  #turn = 0;
  /** Clients by when they last had a turn. */
  readonly #served = new Map<string, number>();

  constructor(maxBatch: number) {
    this.#maxBatch = maxBatch;
    this.#share = Math.max(1, Math.floor(maxBatch / 8));
  }

  isLarge(rows: number): boolean {
    return rows > this.#maxBatch;
  }

  /** Notes a request that came. */
  saw(rows: number): void {
    if (!this.isLarge(rows)) this.#lastSmall = performance.now();
  }

  /** The next batch out of the requests that wait, oldest first; nothing is changed until `took`. */
  pick(queue: readonly Job[]): Segment[] {
    const [oldest] = queue;
    if (!oldest) return [];
    if (oldest.solo) return [this.#segment(oldest, this.#maxBatch)];
    const order = queue.length === 1 ? queue : this.#inTurn(queue);
    const lead = this.#turn % OLDEST_EVERY === OLDEST_EVERY - 1 ? oldest : order[0]!;
    const segments: Segment[] = [];
    let room = this.#maxBatch;
    let largeRoom = performance.now() - this.#lastSmall < LULL ? this.#share : this.#maxBatch;
    const largeWait = order.some((job) => this.isLarge(job.rows) && job.signature === lead.signature);
    const take = (job: Job, most: number) => {
      if (most <= 0 || job.solo || job.signature !== lead.signature) return;
      const segment = this.#segment(job, most);
      segments.push(segment);
      room -= segment.rows;
    };
    const isLarge = (job: Job) => this.isLarge(job.rows);
    const forLarge = largeWait ? this.#share : 0;
    for (const job of order) if (!isLarge(job)) take(job, room - Math.min(forLarge, Math.max(0, room - 1)));
    for (const job of order) {
      if (!isLarge(job)) continue;
      const before = room;
      take(job, Math.min(room, largeRoom));
      largeRoom -= before - room;
    }
    return segments;
  }

  /** Notes that a batch was sent. */
  took(segments: readonly Segment[]): void {
    this.#turn++;
    for (const { job } of segments) this.#served.set(job.client, this.#turn);
    if (this.#served.size > 10_000) this.#served.clear();
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
