import { metric } from '../contract.ts';
import { entityCounts } from './entity-counts.ts';

/** Share of the true entities that are found, type and both ends. @example metricMeter([metrics.entityRecall]).update({ predictions, targets }).values().entityRecall */
export const entityRecall = metric({
  kind: 'entityRecall',
  label: 'recall of entities',
  about: 'Share of the true entities that are found, type and both ends.',
  better: 'higher',
  range: [0, 1],
  shown: 'percent',
  tally: entityCounts,
  value: ({ sums: { truth, right } }): number => right / truth,
});
