import { checkNumbers, type Numbers } from '../check.ts';
import type { Tally } from '../contract.ts';
import { plain } from './plain.ts';

/** Sums over predicted numbers, in constant memory. */
export interface Errors {
  count: number;
  /** Σ of squared, of absolute errors, and of absolute errors ÷ |target|. */
  squared: number;
  absolute: number;
  percentage: number;
  /** Welford's mean and sum of squared distances of the targets, from the first of them: near 1e9 the mean itself has few digits left. */
  origin: number;
  mean: number;
  variance: number;
}

/** How far predicted numbers are from the true ones, and how far those are from each other. */
export const errors: Tally<'numbers', Errors> = {
  of: 'numbers',
  begin: () => ({ count: 0, squared: 0, absolute: 0, percentage: 0, origin: 0, mean: 0, variance: 0 }),
  add(state, { predictions, targets }) {
    for (let i = 0; i < targets.length; i++) {
      const target = targets[i]!;
      const error = Math.abs(predictions[i]! - target);
      state.count++;
      state.squared += error * error;
      state.absolute += error;
      state.percentage += error / Math.max(Math.abs(target), Number.EPSILON);
      if (state.count === 1) state.origin = target;
      const moved = target - state.origin;
      const distance = moved - state.mean;
      state.mean += distance / state.count;
      state.variance += distance * (moved - state.mean);
    }
  },
  merge(state, other) {
    if (other.count === 0) return;
    if (state.count === 0) {
      Object.assign(state, other);
      return;
    }
    // Chan, Golub and LeVeque (1979): the means apart, weighted by how many each had.
    const count = state.count + other.count;
    const apart = other.origin - state.origin + other.mean - state.mean;
    state.variance += other.variance + (apart * apart * state.count * other.count) / count;
    state.mean += (apart * other.count) / count;
    state.count = count;
    state.squared += other.squared;
    state.absolute += other.absolute;
    state.percentage += other.percentage;
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
