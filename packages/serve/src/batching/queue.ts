import { ServeError } from '../errors.ts';
import type { Job } from './job.ts';

export type QueueLimits = {
  /** Rows that may wait; a request counts for no more than `maxBatch`, for others never wait for more of it. */
  maxQueue: number;
  maxBatch: number;
  /** Bytes of inputs that may wait. */
  maxQueueBytes: number;
};

/** The requests that wait, in the order in which they came, and what lets one more in. */
export class Queue {
  readonly #limits: QueueLimits;
  readonly #jobs: Job[] = [];
  readonly #held = new Map<string, number>();
  #rows = 0;
  #large = 0;
  #bytes = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  get jobs(): readonly Job[] {
    return this.#jobs;
  }

  /** Rows that wait, as they count. */
  get rows(): number {
    return this.#rows;
  }

  /**
   * Why a request cannot wait, or undefined. An empty queue takes any; large ones together fill no more than half; and
   * when it is full, whoever has less than his fair part of it still gets in.
   */
  refusal(rows: number, bytes: number, client: string): string | undefined {
    const { maxQueue, maxQueueBytes, maxBatch } = this.#limits;
    if (this.#jobs.length === 0) return undefined;
    if (this.#bytes + bytes > maxQueueBytes) return 'the tensors that wait fill the memory set aside for them';
    const cost = Math.min(rows, maxBatch);
    if (rows > maxBatch && this.#large > 0 && this.#large + cost > maxQueue / 2) {
      return `${this.#large / maxBatch} requests of more than ${maxBatch} rows wait already`;
    }
    if (this.#rows + cost <= maxQueue) return undefined;
    const own = this.#held.get(client) ?? 0;
    const clients = this.#held.size + (own === 0 ? 1 : 0);
    if (clients > 1 && own + cost <= maxQueue / clients && this.#rows + cost <= 2 * maxQueue) return undefined;
    return `the queue is full (${this.#rows} rows wait, at most ${maxQueue} may)`;
  }

  push(job: Job): void {
    this.#jobs.push(job);
    this.#count(job, 1);
  }

  /** Puts a request at the head. */
  unshift(job: Job): void {
    this.remove(job);
    this.#jobs.unshift(job);
    this.#count(job, 1);
  }

  remove(job: Job): void {
    const index = this.#jobs.indexOf(job);
    if (index === -1) return;
    this.#jobs.splice(index, 1);
    this.#count(job, -1);
  }

  #count({ rows, bytes, client }: Job, sign: 1 | -1): void {
    const { maxBatch } = this.#limits;
    const cost = sign * Math.min(rows, maxBatch);
    this.#rows += cost;
    this.#bytes += sign * bytes;
    if (rows > maxBatch) this.#large += cost;
    const held = (this.#held.get(client) ?? 0) + cost;
    if (held === 0) this.#held.delete(client);
    else this.#held.set(client, held);
  }
}

/** The refusal of a request that cannot wait. */
export function overloaded(why: string, retryAfter: number): ServeError {
  return new ServeError('overloaded', `${why}; try again in ${retryAfter} s`, { retryAfter });
}
