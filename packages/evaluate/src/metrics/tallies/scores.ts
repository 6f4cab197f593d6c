import type { Tally } from '../contract.ts';
import { type SavedScores, ScoreStore } from '../scores/score-store.ts';

/** The probabilities themselves up to a limit, then how many fall into fine bins: what curves are made of. */
export const scores: Tally<'classes', ScoreStore> = {
  of: 'classes',
  unweighted: true, // its bins count examples
  begin: ({ classes, exactUpTo = 4_000_000 }) => new ScoreStore(classes, exactUpTo),
  add: (store, { probabilities, targets }) => store.add(probabilities, targets),
  merge: (store, other) => store.merge(other),
  save: (store) => store.save(),
  load: (saved) => ScoreStore.load(saved as SavedScores), // what save gave
};
