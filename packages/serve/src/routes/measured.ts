import { ServeError } from '../errors.ts';
import type { Took } from '../metrics/model-metrics.ts';
import type { ServedModel } from '../registry/served-model.ts';

/** Runs a request for a model and enters into its metrics how it ended and how long it took. */
export async function measured<T>(model: ServedModel, body: (took: Took) => Promise<T>): Promise<T> {
  const start = performance.now();
  const took = { input: 0, queue: 0, infer: 0, output: 0 };
  try {
    const result = await body(took);
    model.metrics.succeeded({ total: performance.now() - start, ...took });
    return result;
  } catch (error) {
    model.metrics.failed(error instanceof ServeError ? error.statusCode : 500, performance.now() - start);
    throw error;
  }
}
