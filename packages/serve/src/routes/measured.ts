import { ServeError } from '../errors.ts';
import type { ServedModel } from '../registry/served-model.ts';

/** Runs a request for a model and enters into its metrics how it ended and how long it took. */
export async function measured<T>(
  model: ServedModel,
  body: (took: { queue: number; input: number }) => Promise<T>,
): Promise<T> {
  const start = performance.now();
  const took = { queue: 0, input: 0 };
  try {
    const result = await body(took);
    model.metrics.succeeded({ total: performance.now() - start, ...took });
    return result;
  } catch (error) {
    model.metrics.failed(error instanceof ServeError ? error.statusCode : 500);
    throw error;
  }
}
