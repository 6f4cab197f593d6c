import type { ReleaseReason } from '../batching/batcher.ts';

/** Why a request was not answered, in Triton's words. */
export type FailureReason = 'REJECTED' | 'CANCELED' | 'BACKEND' | 'OTHER';

/** What parts of a request took, in milliseconds: reading its input, waiting, computing, writing its output. */
export type Took = { input: number; queue: number; infer: number; output: number };

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What one model has done since the server started. Durations are milliseconds here and microseconds in `/metrics`. */
export class ModelMetrics {
  success = 0;
  readonly failure: Record<FailureReason, number> = { REJECTED: 0, CANCELED: 0, BACKEND: 0, OTHER: 0 };
  rows = 0;
  batches = 0;
  readonly releases: Record<ReleaseReason, number> = { full: 0, idle: 0, delay: 0 };
  requestMillis = 0;
  failedMillis = 0;
  queueMillis = 0;
  inputMillis = 0;
  outputMillis = 0;
  /** In the engine: of batches, and of answered requests, whose share of a batch takes as long as all of it. */
  inferMillis = 0;
  requestInferMillis = 0;
  /** When a batch was last computed, in milliseconds since 1970; 0: never. */
  lastInference = 0;
  /** Batches by how many rows they had. */
  readonly bySize = new Map<number, { count: number; millis: number }>();
  readonly #histogram = new Array<number>(buckets.length).fill(0);

  succeeded(millis: Took & { total: number }): void {
    this.success++;
    this.requestMillis += millis.total;
    this.requestInferMillis += millis.infer;
    this.outputMillis += millis.output;
    this.queueMillis += millis.queue;
    this.inputMillis += millis.input;
    const bucket = buckets.findIndex((limit) => millis.total / 1000 <= limit);
    if (bucket >= 0) this.#histogram[bucket]!++;
  }

  failed(statusCode: number, millis: number): void {
    this.failedMillis += millis;
    const reason =
      statusCode === 499
        ? 'CANCELED'
        : statusCode === 429 || statusCode === 504
          ? 'REJECTED'
          : statusCode >= 500
            ? 'BACKEND'
            : 'OTHER';
    this.failure[reason]++;
  }

  batch({ rows, reason, millis }: { rows: number; reason: ReleaseReason; millis: number }): void {
    this.rows += rows;
    this.batches++;
    this.releases[reason]++;
    this.inferMillis += millis;
    this.lastInference = Date.now();
    const size = this.bySize.get(rows) ?? { count: 0, millis: 0 };
    this.bySize.set(rows, { count: size.count + 1, millis: size.millis + millis });
  }

  /** Counts of requests answered within each limit of seconds, cumulative as Prometheus wants them. */
  cumulative(): { limit: number; count: number }[] {
    let count = 0;
    return buckets.map((limit, i) => {
      count += this.#histogram[i]!;
      return { limit, count };
    });
  }
}
