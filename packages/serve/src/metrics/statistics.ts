import type { ModelMetrics } from './model-metrics.ts';
import type { Measured } from './render.ts';

/** How often, and for how long in all: Triton counts nanoseconds. */
const duration = (count: number, millis: number) => ({ count, ns: Math.round(millis * 1e6) });

/** What a model has done since the server started, as Triton's statistics extension words it. */
export function statisticsOf({ name, version, metrics }: Measured) {
  const { success, requestMillis, failedMillis, queueMillis, inputMillis, requestInferMillis, outputMillis } = metrics;
  return {
    name,
    version,
    last_inference: metrics.lastInference,
    inference_count: metrics.rows,
    execution_count: metrics.batches,
    inference_stats: {
      success: duration(success, requestMillis),
      fail: duration(failures(metrics), failedMillis),
      queue: duration(success, queueMillis),
      compute_input: duration(success, inputMillis),
      compute_infer: duration(success, requestInferMillis),
      compute_output: duration(success, outputMillis),
      cache_hit: duration(0, 0),
      cache_miss: duration(0, 0),
    },
    batch_stats: [...metrics.bySize]
      .sort(([a], [b]) => a - b)
      .map(([rows, { count, millis }]) => ({ batch_size: rows, compute_infer: duration(count, millis) })),
    memory_usage: [],
  };
}

const failures = ({ failure }: ModelMetrics) => Object.values(failure).reduce((sum, count) => sum + count, 0);
