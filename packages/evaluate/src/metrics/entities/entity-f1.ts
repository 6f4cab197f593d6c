import { metric } from '../contract.ts';
import { entityCounts } from './entity-counts.ts';

/** Precision and recall of entities joined, over all types together; right are type and both ends. @example metricMeter([metrics.entityF1]).update({ predictions, targets }).values().entityF1 */
export const entityF1 = metric({
  kind: 'entityF1',
  label: 'F1 of entities',
  about: 'Precision and recall of entities joined, over all types together; right are type and both ends.',
  better: 'higher',
  range: [0, 1],
  shown: 'percent',
  tally: entityCounts,
  value: ({ sums: { truth, predicted, right } }): number =>
    truth + predicted === 0 ? Number.NaN : (2 * right) / (truth + predicted),
});
