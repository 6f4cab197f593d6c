import type { Distribution } from '../../distribution/distribution.ts';
import { CapitalError } from '../../errors.ts';
import { calibrate } from '../../forecast/learn/calibrate.ts';
import { type Scores, scoreForecasts } from '../../forecast/learn/score.ts';
import { record } from '../../record.ts';
import { type Plan, withAssumptions } from '../plan.ts';
import { figureModel, type MeasuredRun, measuredValues, runsMeasuring } from './figure.ts';

/** What the ledger says about one assumption. */
export interface Evidence {
  readonly assumption: string;
  readonly unit: string;
  readonly prior: Distribution;
  readonly posterior: Distribution;
  /** Oldest first. */
  readonly runs: readonly { readonly id: string; readonly name: string; readonly value: number }[];
  /** How well each run was forecast from the prior and the runs before it. */
  readonly scores: Scores;
}

/**
 * Replaces every assumption that runs measure by what they say: the stated range is the prior, the finished runs are the
 * measurements (see calibrate). Assumptions that should be measured and were not are named in `guesses`.
 *
 * @throws CapitalError 'bad-number' on a figure that is not above 0, 'bad-plan' on money in another currency.
 * @example learn(plan, runs).plan
 */
export function learn(
  plan: Plan,
  runs: readonly MeasuredRun[],
): { plan: Plan; evidence: Evidence[]; guesses: string[] } {
  const { document } = plan;
  const evidence: Evidence[] = [];
  const guesses: string[] = [];
  const learnt = record<Distribution>();
  for (const [name, { measured, unit }] of Object.entries(document.assumptions)) {
    const prior = plan.distributions[name]!;
    if (!measured || prior.kind !== 'lognormal') continue;
    const given = figureModel(measured.figure, unit, document.currency);
    const { names } = given;
    const used = runsMeasuring(runs, measured, names);
    if (used.length === 0) {
      guesses.push(name);
      continue;
    }
    const foreign = names.includes('money') ? used.find(({ currency }) => currency !== document.currency) : undefined;
    if (foreign) {
      throw new CapitalError(
        'bad-plan',
        `assumptions.${name}: run ${foreign.id} was paid in ${foreign.currency}, the plan is in ${document.currency}. Narrow 'measured', or plan in ${foreign.currency}.`,
        { run: foreign.id },
      );
    }
    const values = measuredValues(given, used);
    const bad = values.findIndex((value) => !(value > 0 && Number.isFinite(value)));
    if (bad >= 0) {
      throw new CapitalError(
        'bad-number',
        `assumptions.${name}: run ${used[bad]!.id} gives ${values[bad]} ${unit}; a measured figure is finite and above 0. Narrow 'measured' to the runs that measure it.`,
        { run: used[bad]!.id, value: values[bad] },
      );
    }
    const { posterior } = calibrate(prior, values);
    learnt[name] = posterior;
    evidence.push({
      assumption: name,
      unit,
      prior,
      posterior,
      runs: used.map(({ id, name: title }, i) => ({ id, name: title, value: values[i]! })),
      scores: scoreForecasts(
        values.map((actual, i) => ({ forecast: calibrate(prior, values.slice(0, i)).posterior, actual })),
      ),
    });
  }
  return { plan: withAssumptions(plan, learnt), evidence, guesses };
}
