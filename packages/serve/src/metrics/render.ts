import type { ModelMetrics } from './model-metrics.ts';

/** What is measured of a model: its counters, and how its engine and its queue stand. */
export interface Measured {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
  readonly metrics: ModelMetrics;
  readonly ready: boolean;
  readonly batcher: { readonly pending: number };
  readonly engine: { readonly restarts: number };
}

/** The metrics of all models as Prometheus text; names follow Triton's with our prefix. */
export function renderMetrics(models: Iterable<Measured>, droppedLines = 0): string {
  const all = [...models];
  const lines: string[] = [];
  const family = (
    name: string,
    type: string,
    help: string,
    samples: (model: Measured) => [labels: string, value: number][],
  ) => {
    lines.push(`# HELP capstan_${name} ${help}`, `# TYPE capstan_${name} ${type}`);
    for (const model of all) {
      const base = labelsOf(model);
      for (const [labels, value] of samples(model))
        lines.push(`capstan_${name}{${base}${labels && `,${labels}`}} ${value}`);
    }
  };
  const counter = (name: string, help: string, value: (model: Measured) => number) =>
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
  for (const model of all) {
    const { metrics } = model;
    const base = labelsOf(model);
    for (const { limit, count } of metrics.cumulative())
      lines.push(`capstan_request_duration_seconds_bucket{${base},le="${limit}"} ${count}`);
    lines.push(`capstan_request_duration_seconds_bucket{${base},le="+Inf"} ${metrics.success}`);
    lines.push(`capstan_request_duration_seconds_sum{${base}} ${metrics.requestMillis / 1000}`);
    lines.push(`capstan_request_duration_seconds_count{${base}} ${metrics.success}`);
  }
  family('engine_ready', 'gauge', 'Whether the engine can compute', (model) => [['', model.ready ? 1 : 0]]);
  counter('engine_restarts_total', 'Times that the engine was started again', (model) => model.engine.restarts);
  family('model_info', 'gauge', 'Which model is served, by its hash', (model) => [[`hash="${model.hash}"`, 1]]);
  lines.push('# HELP capstan_log_lines_dropped_total Log lines that could not be written');
  lines.push('# TYPE capstan_log_lines_dropped_total counter', `capstan_log_lines_dropped_total{} ${droppedLines}`);
  return `${lines.join('\n')}\n`;
}

const labelsOf = ({ name, version }: Measured) => `model="${escaped(name)}",version="${escaped(version)}"`;

/** As Prometheus' text format wants label values. */
const escaped = (text: string) => text.replace(/[\\"\n]/g, (found) => (found === '\n' ? '\\n' : `\\${found}`));
