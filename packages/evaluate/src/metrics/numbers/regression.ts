import { EvaluateError } from '../../errors.ts';
import { checkNumbers, type Numbers } from '../check.ts';
import { errors } from '../tallies/errors.ts';
import { mae } from './mae.ts';
import { mape } from './mape.ts';
import { mse } from './mse.ts';
import { r2 } from './r2.ts';
import { rmse } from './rmse.ts';

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
 * @throws {EvaluateError} lengths-differ, empty, not-finite — where there are not as many of each, there is none, or a value is NaN or infinite
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
  readonly #seen = errors.begin({ classes: 0 });

  update(predictions: Numbers, targets: Numbers): this {
    checkNumbers(predictions, targets);
    errors.add(this.#seen, { predictions, targets });
    return this;
  }

  report(): RegressionReport {
    const seen = this.#seen;
    if (seen.count === 0)
      throw new EvaluateError('empty', 'Expected at least one example, received none. Call update first.');
    return {
      count: seen.count,
      mse: mse.value(seen),
      rmse: rmse.value(seen),
      mae: mae.value(seen),
      r2: r2.value(seen),
      mape: mape.value(seen),
    };
  }
}
