import { metric } from '../contract.ts';
import { entityCounts } from './entity-counts.ts';

/** Share of the predicted entities that are right, type and both ends. @example metricMeter([metrics.entityPrecision]).update({ predictions, targets }).values().entityPrecision */
export const entityPrecision = metric({
  kind: 'entityPrecision',
  label: 'precision of entities',
  about: 'Share of the predicted entities that are right, type and both ends.',
  better: 'higher',
  range: [0, 1],
  shown: 'percent',
  tally: entityCounts,
  value: ({ sums: { predicted, right } }): number => right / predicted,
});
