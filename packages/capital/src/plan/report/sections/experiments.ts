import { type Experiment, type Ranked, rankExperiments } from '../../../decide/experiments.ts';
import { monthOf } from '../../../simulate/simulate.ts';
import { monthAfter, monthsBetween } from '../../build/months.ts';
import { slug } from '../../build/slug.ts';
import { average, type Simulated } from '../simulated.ts';
import type { Standing } from '../standing.ts';

export type ExperimentRow = Ranked & {
  readonly question: string;
  /** When it would be bought: all its figures are of this month. */
  readonly month: string;
  readonly restsOn: Standing;
};

/** By what each is worth in its month, the best first: see rankExperiments. */
export function experimentRows(simulated: Simulated): ExperimentRow[] {
  const { document, standing } = simulated;
  const months = new Map<string, number>();
  const chosen = document.experiments.map(({ name, month }) => {
    const given = month === undefined ? undefined : monthsBetween(document.start, month);
    const at = given ?? bestMonth(simulated, name);
    months.set(name, at);
    return experimentIn(simulated, name, at);
  });
  return rankExperiments(chosen).map((each) => ({
    ...each,
    question: document.experiments.find(({ name }) => name === each.name)!.question,
    month: monthAfter(document.start, months.get(each.name)!),
    restsOn: standing(...['cost', 'gain', 'noise'].map((field) => `experiment.${slug(each.name)}.${field}`)),
  }));
}

/** The month in which an experiment is worth most, the first of equals. */
function bestMonth(simulated: Simulated, name: string): number {
  let best = { net: Number.NEGATIVE_INFINITY, month: 0 };
  let before: Experiment | undefined;
  for (let month = 0; month < simulated.simulation.months; month++) {
    const now = experimentIn(simulated, name, month);
    if (
      before &&
      now.cost === before.cost &&
      now.noise === before.noise &&
      now.gain.sd === before.gain.sd &&
      now.gain.mean === before.gain.mean
    )
      continue;
    before = now;
    const { net } = rankExperiments([now])[0]!;
    if (net > best.net) best = { net, month };
  }
  return best.month;
}

function experimentIn({ simulation }: Simulated, name: string, month: number): Experiment {
  const of = (field: string): Float64Array => monthOf(simulation, `experiment.${slug(name)}.${field}`, month);
  const gain = of('gain');
  const expected = average(gain);
  const squares = gain.reduce((sum, value) => sum + (value - expected) ** 2, 0);
  const sd = Math.sqrt(squares / Math.max(1, gain.length - 1) / gain.length) * Math.sqrt(gain.length);
  return { name, cost: average(of('cost')), gain: { mean: expected, sd }, noise: average(of('noise')) };
}
