import type { ReleaseReason } from '../batching/batcher.ts';
import type { ServedModel } from '../registry/served-model.ts';

/** Why a request was not answered, in Triton's words. */
export type FailureReason = 'REJECTED' | 'CANCELED' | 'BACKEND' | 'OTHER';

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What one model has done since the server started. Durations are milliseconds here and microseconds in `/metrics`. */
export class ModelMetrics {
  success = 0;
  readonly failure: Record<FailureReason, number> = { REJECTED: 0, CANCELED: 0, BACKEND: 0, OTHER: 0 };
  rows = 0;
  batches = 0;
  readonly releases: Record<ReleaseReason, number> = { full: 0, idle: 0, delay: 0 };
  requestMillis = 0;
  queueMillis = 0;
  inputMillis = 0;
  inferMillis = 0;
  readonly #histogram = new Array<number>(buckets.length).fill(0);

  succeeded(millis: { total: number; queue: number; input: number }): void {
    this.success++;
    this.requestMillis += millis.total;
    this.queueMillis += millis.queue;
    this.inputMillis += millis.input;
    const bucket = buckets.findIndex((limit) => millis.total / 1000 <= limit);
    if (bucket >= 0) this.#histogram[bucket]!++;
  }

  failed(statusCode: number): void {
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

/** The metrics of all models as Prometheus text; names follow Triton's with our prefix. */
export function renderMetrics(models: Iterable<ServedModel>): string {
  const all = [...models];
  const lines: string[] = [];
  const family = (
    name: string,
    type: string,
    help: string,
    samples: (model: ServedModel) => [labels: string, value: number][],
  ) => {
    lines.push(`# HELP capstan_${name} ${help}`, `# TYPE capstan_${name} ${type}`);
    for (const model of all) {
      const base = `model="${model.name}",version="${model.version}"`;
      for (const [labels, value] of samples(model))
        lines.push(`capstan_${name}{${base}${labels && `,${labels}`}} ${value}`);
    }
  };
  const counter = (name: string, help: string, value: (model: ServedModel) => number) =>
    family(name, 'counter', help, (model) => [['', value(model)]]);
  const micros = (name: string, help: string, value: (metrics: ModelMetrics) => number) =>
    counter(name, help, (model) => Math.round(value(model.metrics) * 1000));

  counter('inference_request_success', 'Requests answered', (model) => model.metrics.success);
  family('inference_request_failure', 'counter', 'Requests not answered, by reason', ({ metrics }) =>
    Object.entries(metrics.failure).map(([reason, value]) => [`reason="${reason}"`, value]),
  );
  counter('inference_count', 'Rows computed', (model) => model.metrics.rows);
  counter('inference_exec_count', 'Batches computed', (model) => model.metrics.batches);
  family('inference_batch_release', 'counter', 'Batches by the reason for which they were sent', ({ metrics }) =>
    Object.entries(metrics.releases).map(([reason, value]) => [`reason="${reason}"`, value]),
  );
  family('inference_pending_request_count', 'gauge', 'Requests that wait or are being computed', (model) => [
    ['', model.batcher.pending],
  ]);
  micros('inference_request_duration_us', 'Sum of the time from receipt to answer', (metrics) => metrics.requestMillis);
  micros('inference_queue_duration_us', 'Sum of the time in the queue', (metrics) => metrics.queueMillis);
  micros(
    'inference_compute_input_duration_us',
    'Sum of the time to read and decode inputs',
    (metrics) => metrics.inputMillis,
  );
  micros('inference_compute_infer_duration_us', 'Sum of the time in the engine', (metrics) => metrics.inferMillis);
  family('request_duration_seconds', 'histogram', 'Time from receipt to answer', () => []);
  for (const { name, version, metrics } of all) {
    const base = `model="${name}",version="${version}"`;
    for (const { limit, count } of metrics.cumulative())
      lines.push(`capstan_request_duration_seconds_bucket{${base},le="${limit}"} ${count}`);
    lines.push(`capstan_request_duration_seconds_bucket{${base},le="+Inf"} ${metrics.success}`);
    lines.push(`capstan_request_duration_seconds_sum{${base}} ${metrics.requestMillis / 1000}`);
    lines.push(`capstan_request_duration_seconds_count{${base}} ${metrics.success}`);
  }
  family('engine_ready', 'gauge', 'Whether the engine can compute', (model) => [['', model.ready ? 1 : 0]]);
  counter('engine_restarts_total', 'Times that the engine was started again', (model) => model.engine.restarts);
  return `${lines.join('\n')}\n`;
}
