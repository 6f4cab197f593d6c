import { type Facts, servedModels } from './contract.ts';

/** Evaluations of the models that answer, the latest of each. */
export function evaluationsServed(facts: Facts): Facts['evaluations'] {
  return servedModels(facts).flatMap(({ card }) => {
    const own = facts.evaluations.filter(({ model }) => model === card.sha256 || model === card.run);
    return own.length > 0 ? [own.reduce((last, each) => (each.at > last.at ? each : last))] : [];
  });
}
