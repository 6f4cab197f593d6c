import { invalidArgument } from '../errors.ts';

const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);

/**
 * @internal Refuses a batch that has one value a channel, whose variance is none: (N, C, …) with N · … of 1.
 * @throws {TorchError} value — where it makes no sense
 */
export function requireSeveral(where: string, shape: readonly number[]): void {
  const [batch = 1, , ...rest] = shape;
  if (shape.length >= 2 && batch * product(rest) === 1)
    throw invalidArgument(where, 'more than one value a channel in training', `input (${shape.join(', ')})`, ONE_VALUE);
}

/** @internal The same of each example by itself: more than one place. */
export function requirePlaces(where: string, shape: readonly number[]): void {
  if (shape.length >= 2 && product(shape.slice(2)) === 1)
    throw invalidArgument(where, 'more than one place an example', `input (${shape.join(', ')})`, ONE_VALUE);
}

const ONE_VALUE =
  'the variance of one value is none: leave a last batch of one out ({ dropLast: true }), or call eval() to use the running averages';
