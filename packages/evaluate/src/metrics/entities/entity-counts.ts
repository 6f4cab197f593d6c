import { sumsOf } from '../tallies/sums.ts';
import { type Entity, entitiesOf } from './entities-of.ts';

const keyOf = ({ type, from, to }: Entity) => `${from} ${to} ${type}`;

/** Entities that are true, predicted and both; one is right where its type and both its ends are. */
export const entityCounts = sumsOf(
  'tags',
  ['truth', 'predicted', 'right'],
  (sums, { predictions, targets }) => {
    for (const [i, tags] of targets.entries()) {
      const truth = new Set(entitiesOf(tags).map(keyOf));
      const predicted = entitiesOf(predictions[i]!);
      sums.truth += truth.size;
      sums.predicted += predicted.length;
      for (const one of predicted) if (truth.has(keyOf(one))) sums.right++;
    }
  },
  true,
);
