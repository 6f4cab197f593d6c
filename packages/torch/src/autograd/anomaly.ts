import { cells, native } from '../engine/native.ts';
import { TorchError } from '../errors.ts';

/** Whether `backward` looks for NaN now. */
export function isAnomalyEnabled(): boolean {
  native.anomaly();
  return cells[0] === 1;
}

/**
 * Sets whether `backward` stops with an error at the first operator whose gradient is NaN. It is of the whole process, worker
 * threads too, and slows every backward.
 *
 * @example
 * torch.autograd.setDetectAnomaly(true);
 */
export function setDetectAnomaly(mode: boolean, options: { checkNan?: boolean } = {}): void {
  native.anomaly(mode, options.checkNan ?? true);
}

/**
 * Runs a synchronous function, backward included, that stops with an error at the first operator whose gradient is NaN.
 *
 * @throws {TorchError} runtime — naming the operator, at the first NaN
 * @throws {TorchError} async — for an asynchronous function
 * @example
 * torch.autograd.detectAnomaly(() => loss(model(x)).backward());
 */
export function detectAnomaly<T>(body: () => T, options: { checkNan?: boolean } = {}): T {
  native.anomaly();
  const [enabled, checked] = [cells[0] === 1, cells[1] === 1];
  setDetectAnomaly(true, options);
  try {
    const result = body();
    if (result instanceof Promise)
      throw new TorchError('async', 'detectAnomaly was given an asynchronous function: await first');
    return result;
  } finally {
    native.anomaly(enabled, checked);
  }
}
