import { EvaluateError } from '../../errors.ts';
import { checkFinite, checkSameLength, type Numbers } from '../check.ts';

export interface RegressionReport {
  count: number;
  mse: number;
  rmse: number;
  mae: number;
  /** Share of the variance explained; 1 when a constant is hit exactly and 0 when it is missed (scikit-learn's rule); NaN for one example. */
  r2: number;
  /** Mean of |error| ÷ |target|, as a share; huge where targets are 0. */
  mape: number;
}

/**
 * Errors of predicted numbers, all at once.
 *
 * @param predictions (N)
 * @param targets (N)
 * @throws lengths-differ, empty, not-finite
 * @example
 * regression([2.5, 0, 2, 8], [3, -0.5, 2, 7]).rmse
 */
export function regression(predictions: Numbers, targets: Numbers): RegressionReport {
  return regressionMeter().update(predictions, targets).report();
}

/**
 * The same from batches, in constant memory.
 *
 * @example
 * const meter = regressionMeter();
 * for (const batch of batches) meter.update(batch.predictions, batch.targets);
 * meter.report().r2
 */
export function regressionMeter(): RegressionMeter {
  return new RegressionMeter();
}

export class RegressionMeter {
  #count = 0;
  #squared = 0;
  #absolute = 0;
  #percentage = 0;
  // Welford's mean and sum of squared distances of the targets, from the first of them: near 1e9 the mean itself has few digits left.
  #origin = 0;
  #mean = 0;
  #variance = 0;

  update(predictions: Numbers, targets: Numbers): this {
    checkSameLength(predictions, targets, ['predictions', 'targets']);
    checkFinite(predictions, 'predictions');
    checkFinite(targets, 'targets');
    for (let i = 0; i < targets.length; i++) {
      const target = targets[i]!;
      const error = Math.abs(predictions[i]! - target);
      this.#count++;
      this.#squared += error * error;
      this.#absolute += error;
      this.#percentage += error / Math.max(Math.abs(target), Number.EPSILON);
      if (this.#count === 1) this.#origin = target;
      const moved = target - this.#origin;
      const distance = moved - this.#mean;
      this.#mean += distance / this.#count;
      this.#variance += distance * (moved - this.#mean);
    }
    return this;
  }

  report(): RegressionReport {
    const count = this.#count;
    if (count === 0)
      throw new EvaluateError('empty', 'Expected at least one example, received none. Call update first.');
    const mse = this.#squared / count;
    const r2 =
      count < 2 ? Number.NaN : this.#variance > 0 ? 1 - this.#squared / this.#variance : this.#squared === 0 ? 1 : 0;
    return { count, mse, rmse: Math.sqrt(mse), mae: this.#absolute / count, r2, mape: this.#percentage / count };
  }
}
