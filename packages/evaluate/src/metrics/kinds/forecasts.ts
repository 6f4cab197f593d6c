import { EvaluateError } from '../../errors.ts';
import type { ForecastBatch } from '../batches.ts';
import { checkNumbers } from '../check.ts';
import { checkRows, type Kind } from './kind.ts';

/** Forecasts of series over one horizon. */
export const forecastsKind: Kind<ForecastBatch> = {
  check({ predictions = [], targets = [], scales = [], benchmark }) {
    checkNumbers(predictions, targets);
    if (benchmark !== undefined) checkNumbers(benchmark, targets);
    checkRows(targets, scales.length, 'targets');
    for (let i = 0; i < scales.length; i++) {
      const scale = scales[i]!;
      if (Number.isFinite(scale) && scale >= 0) continue;
      throw new EvaluateError(
        'not-finite',
        `scales[${i}] is ${scale}: expected a finite number from 0, as seasonalScale() gives of a series' history.`,
        { fields: { index: i } },
      );
    }
  },
  count: ({ scales }) => scales.length,
};
