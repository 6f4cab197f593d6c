import { type Ranked, rankExperiments } from '../../../decide/experiments.ts';
import { summarise } from '../../../simulate/columns/summary.ts';
import { monthOf } from '../../../simulate/simulate.ts';
import { slug } from '../../build/slug.ts';
import { mean, type Simulated } from '../simulated.ts';
import type { Standing } from '../standing.ts';

export type ExperimentRow = Ranked & { readonly question: string; readonly restsOn: Standing };

/** By what each is worth, the best first: see rankExperiments. */
export function experimentRows({ simulation, document, standing }: Simulated): ExperimentRow[] {
  const of = (name: string, field: string): Float64Array => monthOf(simulation, `experiment.${slug(name)}.${field}`, 0);
  const ranked = rankExperiments(
    document.experiments.map(({ name }) => {
      const gain = of(name, 'gain');
      const { mean: expected, meanError } = summarise(gain);
      return {
        name,
        cost: mean(of(name, 'cost')),
        gain: { mean: expected, sd: meanError * Math.sqrt(gain.length) },
        noise: mean(of(name, 'noise')),
      };
    }),
  );
  return ranked.map((each) => ({
    ...each,
    question: document.experiments.find(({ name }) => name === each.name)!.question,
    restsOn: standing(...['cost', 'gain', 'noise'].map((field) => `experiment.${slug(each.name)}.${field}`)),
  }));
}
