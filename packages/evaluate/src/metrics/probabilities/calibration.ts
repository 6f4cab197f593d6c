import { EvaluateError } from '../../errors.ts';
import { checkProbabilities, type Numbers } from '../check.ts';
import { argmax } from '../labels/argmax.ts';

/** The predictions whose confidence lies in (low, high]. */
export interface CalibrationBin {
  low: number;
  high: number;
  count: number;
  /** Mean confidence and share right; both 0 in an empty bin. */
  confidence: number;
  accuracy: number;
}

export interface Calibration {
  /** Expected calibration error: |accuracy − confidence|, mean over the examples (Guo et al. 2017). */
  ece: number;
  /** The largest gap of any bin. */
  mce: number;
  bins: CalibrationBin[];
}

/**
 * Compares how sure a classifier is with how often it is right, in bins of equal width over the top class's probability.
 *
 * @param probabilities (N × classes), row by row
 * @param targets (N)
 * @throws {EvaluateError} lengths-differ, empty, not-finite, not-probabilities, target-out-of-range, option-invalid — where there are not as many of each, there is none, a value is NaN or infinite, a row does not add up to 1, a target is no class, or an option makes no sense
 * @example
 * calibration(probabilities, targets, 10).ece
 */
export function calibration(
  probabilities: Numbers,
  targets: Numbers,
  classes: number,
  { bins = 15 } = {},
): Calibration {
  checkProbabilities(probabilities, targets, classes);
  const counter = new CalibrationCounter(bins);
  const predictions = argmax(probabilities, classes);
  for (let i = 0; i < targets.length; i++) {
    const prediction = predictions[i]!;
    counter.add(probabilities[i * classes + prediction]!, prediction === targets[i]);
  }
  return counter.result();
}

/** What a counter has counted, bin by bin. */
export interface BinCounts {
  count: number[];
  /** Sums of the confidences, and of those that were right. */
  confidence: number[];
  right: number[];
}

/** Adds up confidences and hits, in memory of the number of bins only. */
export class CalibrationCounter {
  readonly #count: Float64Array;
  readonly #confidence: Float64Array;
  readonly #right: Float64Array;

  constructor(bins: number) {
    if (!Number.isSafeInteger(bins) || bins < 1)
      throw new EvaluateError('option-invalid', `bins: expected a whole number from 1, received ${bins}.`, {
        fields: { bins },
      });
    this.#count = new Float64Array(bins);
    this.#confidence = new Float64Array(bins);
    this.#right = new Float64Array(bins);
  }

  add(confidence: number, right: boolean, weight = 1): void {
    const bins = this.#count.length;
    // Found by the very edges i / bins, so that a value on an edge falls below it whatever the rounding.
    let bin = Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1));
    if (bin > 0 && confidence <= bin / bins) bin--;
    else if (bin < bins - 1 && confidence > (bin + 1) / bins) bin++;
    this.#count[bin]! += weight;
    this.#confidence[bin]! += weight * confidence;
    this.#right[bin]! += weight * Number(right);
  }

  merge({ count, confidence, right }: BinCounts): this {
    for (let bin = 0; bin < this.#count.length; bin++) {
      this.#count[bin]! += count[bin]!;
      this.#confidence[bin]! += confidence[bin]!;
      this.#right[bin]! += right[bin]!;
    }
    return this;
  }

  counts(): BinCounts {
    return { count: [...this.#count], confidence: [...this.#confidence], right: [...this.#right] };
  }

  result(): Calibration {
    const size = this.#count.length;
    const total = this.#count.reduce((sum, n) => sum + n, 0);
    const bins = Array.from(this.#count, (count, i) => ({
      low: i / size,
      high: (i + 1) / size,
      count,
      confidence: count === 0 ? 0 : this.#confidence[i]! / count,
      accuracy: count === 0 ? 0 : this.#right[i]! / count,
    }));
    const gap = (bin: CalibrationBin) => Math.abs(bin.accuracy - bin.confidence);
    return {
      ece: bins.reduce((sum, bin) => sum + (gap(bin) * bin.count) / total, 0),
      mce: Math.max(...bins.map(gap)),
      bins,
    };
  }
}
