import { positive } from '../values/option-kind.ts';
import { callback } from './contract.ts';

/**
 * Ends a training with the epoch in which it has taken so long, by the wall, all its parts together.
 *
 * @param options.minutes 60
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example timeLimit({ minutes: 30 })
 */
export const timeLimit = callback({
  kind: 'timeLimit',
  about: 'Ends a training with the epoch in which it has taken so many minutes.',
  options: { minutes: positive },
  defaults: { minutes: 60 },
  afterEpoch({ history }, { minutes }) {
    const taken = history.reduce((sum, { seconds }) => sum + seconds, 0) / 60;
    return taken >= minutes ? `it has taken ${taken.toFixed(1)} of ${minutes} minutes` : undefined;
  },
});
