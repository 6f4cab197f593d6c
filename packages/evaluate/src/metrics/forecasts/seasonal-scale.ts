import { EvaluateError } from '../../errors.ts';
import { checkFinite, type Numbers } from '../check.ts';

/**
 * By what a series' forecast errors are scaled: how far each value of its history is from the one a season before, mean over them
 * (Hyndman and Koehler 2006; the M4 competition).
 *
 * @param history what was known when the forecast was made, the oldest first
 * @param season steps of a season: 24 for hours of a day, 1 without one
 * @throws {EvaluateError} option-invalid, empty, not-finite — where the season is no whole number, the history is not longer than one, or a value is NaN or infinite
 * @example seasonalScale([1, 3, 2, 4], 2) // 1
 */
export function seasonalScale(history: Numbers, season = 1): number {
  if (!Number.isSafeInteger(season) || season < 1)
    throw new EvaluateError('option-invalid', `season: expected a whole number from 1, received ${season}.`);
  if (history.length <= season)
    throw new EvaluateError(
      'empty',
      `Expected a history of more than ${season} values, one season, received ${history.length}. Give a shorter season, 1 where there is none.`,
      { fields: { history: history.length, season } },
    );
  checkFinite(history, 'history');
  let sum = 0;
  for (let i = season; i < history.length; i++) sum += Math.abs(history[i]! - history[i - season]!);
  return sum / (history.length - season);
}
