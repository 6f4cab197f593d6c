import { checkNumbers, type Numbers } from '../check.ts';
import type { Tally } from '../contract.ts';
import { plain } from './plain.ts';

/** Sums over predicted numbers, in constant memory; each times the weight of its example. */
export interface Errors {
  count: number;
  /** Σ of the weights. */
  weight: number;
  /** Σ of squared, of absolute errors, of absolute errors ÷ |target|, and ÷ (|prediction| + |target|) ÷ 2. */
  squared: number;
  absolute: number;
  percentage: number;
  symmetric: number;
  /** Welford's mean and sum of squared distances of the targets, from the first of them: near 1e9 the mean itself has few digits left. */
  origin: number;
  mean: number;
  variance: number;
}

/** How far predicted numbers are from the true ones, and how far those are from each other. */
export const errors: Tally<'numbers', Errors> = {
  of: 'numbers',
  begin: () => ({
    ...{ count: 0, weight: 0, squared: 0, absolute: 0, percentage: 0, symmetric: 0 },
    ...{ origin: 0, mean: 0, variance: 0 },
  }),
  add(state, { predictions, targets, weights }) {
    for (let i = 0; i < targets.length; i++) {
      const [prediction, target, weight] = [predictions[i]!, targets[i]!, weights?.[i] ?? 1];
      if (weight === 0) continue;
      const error = Math.abs(prediction - target);
      state.count++;
      state.weight += weight;
      state.squared += weight * error * error;
      state.absolute += weight * error;
      state.percentage += (weight * error) / Math.max(Math.abs(target), Number.EPSILON);
      const size = Math.abs(prediction) + Math.abs(target);
      state.symmetric += size === 0 ? 0 : (weight * 2 * error) / size;
      if (state.count === 1) state.origin = target;
      const moved = target - state.origin;
      const distance = moved - state.mean;
      state.mean += (distance * weight) / state.weight; // West (1979)
      state.variance += weight * distance * (moved - state.mean);
    }
  },
  merge(state, other) {
    if (other.count === 0) return;
    if (state.count === 0) {
      Object.assign(state, other);
      return;
    }
    // Chan, Golub and LeVeque (1979): the means apart, weighted by how many each had.
    const weight = state.weight + other.weight;
    const apart = other.origin - state.origin + other.mean - state.mean;
    state.variance += other.variance + (apart * apart * state.weight * other.weight) / weight;
    state.mean += (apart * other.weight) / weight;
    state.weight = weight;
    state.count += other.count;
    state.squared += other.squared;
    state.absolute += other.absolute;
    state.percentage += other.percentage;
    state.symmetric += other.symmetric;
  },
  ...plain(),
};

/**
 * What a metric of numbers does when it is called: it measures all at once.
 *
 * @throws {EvaluateError} lengths-differ, empty, not-finite — where there are not as many of each, there is none, or a value is NaN or infinite
 */
export const overNumbers =
  (value: (state: Errors) => number) =>
  (predictions: Numbers, targets: Numbers): number => {
    checkNumbers(predictions, targets);
    const state = errors.begin({ classes: 0 });
    errors.add(state, { predictions, targets });
    return value(state);
  };
