import { EvaluateError } from '../../errors.ts';
import { rankingSums } from './ranking-sums.ts';

const tallies = new Map<number, ReturnType<typeof rankingSums>>();

/** The tally of the first k items: metrics of one k share it. @throws {EvaluateError} option-invalid — where k is no whole number from 1 */
export function tallyAt(k: number): ReturnType<typeof rankingSums> {
  if (!Number.isSafeInteger(k) || k < 1)
    throw new EvaluateError('option-invalid', `k: expected a whole number from 1, received ${k}.`, { fields: { k } });
  const found = tallies.get(k) ?? rankingSums(k);
  tallies.set(k, found);
  return found;
}
