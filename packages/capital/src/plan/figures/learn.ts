import type { Distribution } from '../../distribution/distribution.ts';
import { quantile } from '../../distribution/read.ts';
import { CapitalError } from '../../errors.ts';
import { calibrate } from '../../forecast/learn/calibrate.ts';
import { type Scores, scoreForecasts } from '../../forecast/learn/score.ts';
import { numberInWords } from '../../number-in-words.ts';
import { record } from '../../record.ts';
import { type Plan, withAssumptions } from '../plan.ts';
import { figureModel, type MeasuredRun, measuredValues, runsMeasuring } from './figure.ts';

/** What the ledger says about one assumption. */
export interface Evidence {
  readonly assumption: string;
  readonly unit: string;
  readonly prior: Distribution;
  /** The figure itself, which the plan is worked out with; narrows as √runs. */
  readonly posterior: Distribution;
  /** The forecast of the next run, which scatters around it. */
  readonly next: Distribution;
  /** By what part a run typically misses the figure, as its runs say. */
  readonly scatter: number;
  /** Oldest first. */
  readonly runs: readonly { readonly id: string; readonly name: string; readonly value: number }[];
  /** How well each run was forecast from the prior and the runs before it. */
  readonly scores: Scores;
}

/**
 * Replaces every assumption that runs measure by what they say: the stated range is the prior, the finished runs are the
 * measurements (see calibrate). Assumptions that should be measured and were not are named in `guesses`.
 *
 * @throws {CapitalError} bad-number — on a figure that is not above 0
 * @throws {CapitalError} bad-plan — on money in another currency
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
        { fields: { run: foreign.id } },
      );
    }
    const values = measuredValues(given, used);
    const bad = values.findIndex((value) => !(value > 0 && Number.isFinite(value)));
    if (bad >= 0) {
      throw new CapitalError(
        'bad-number',
        `assumptions.${name}: run ${used[bad]!.id} gives ${Number.isFinite(values[bad]) ? `${values[bad]} ${unit}` : numberInWords(values[bad]!)}; a measured figure is finite and above 0. Narrow 'measured' to the runs that measure it.`,
        { fields: { run: used[bad]!.id, value: values[bad] } },
      );
    }
    const options = {
      share: shareOf(measured.share, unit, prior, values),
      ...(measured.scatter === undefined ? {} : { scatter: measured.scatter }),
    };
    const { posterior, next, scatter } = calibrate(prior, values, options);
    learnt[name] = posterior;
    evidence.push({
      assumption: name,
      unit,
      prior,
      posterior,
      next,
      scatter,
      runs: used.map(({ id, name: title }, i) => ({ id, name: title, value: values[i]! })),
      scores: scoreForecasts(
        values.map((actual, i) => ({ forecast: calibrate(prior, values.slice(0, i), options).next, actual })),
      ),
    });
  }
  return { plan: withAssumptions(plan, learnt), evidence, guesses };
}

/** Whether a figure is a share: said, or to be read from a unit of 1 where all that is believed and measured lies below 1. */
function shareOf(said: boolean | undefined, unit: string, prior: Distribution, values: readonly number[]): boolean {
  if (said !== undefined) return said;
  return (unit === '1' || unit === '%') && quantile(prior, 0.95) <= 1 && values.every((value) => value < 1);
}
