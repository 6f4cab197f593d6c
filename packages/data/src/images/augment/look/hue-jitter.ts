import { painter } from '../contract.ts';
import { number } from '../fields.ts';
import { hueTurned } from '../pixels/tone.ts';

export const hueJitterKind = painter('hueJitter', {
  help: 'turn the hue by a random angle',
  fields: { amount: number(0, 0.5) },
  paint: (pixels, { amount }, random) => hueTurned(pixels, random.uniform(-amount, amount)),
});

/**
 * Turns the hue by up to `amount` of the circle either way.
 *
 * @throws {DataError} option-invalid — where an option makes no sense
 * @example hueJitter(0.1)
 */
export function hueJitter(amount: number) {
  return hueJitterKind.make({ amount });
}
