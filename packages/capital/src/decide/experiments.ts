import { checked } from '../checked.ts';
import { gaussianInformation } from './information.ts';

/** An experiment that could be bought: it measures, with an error, what acting on its question would gain. */
export interface Experiment {
  readonly name: string;
  readonly cost: number;
  /** What is believed now about the gain of acting: mean and deviation, in money. */
  readonly gain: { readonly mean: number; readonly sd: number };
  /** Deviation of one measurement's error, in money. */
  readonly noise: number;
}

/** What an experiment is worth. */
export interface Ranked extends Experiment {
  /** Expected value of one run of it. */
  readonly worth: number;
  /** The most that any experiment on this question could be worth. */
  readonly ceiling: number;
  /** How often to run it, for the most net worth; 0: do not buy. */
  readonly times: number;
  /** Net worth of so many runs. */
  readonly net: number;
}

/**
 * Ranks experiments by what they are expected to gain less what they cost. Buy the first; when its `net` is not above 0, stop
 * buying: acting now on what is known is better.
 *
 * @throws {CapitalError} bad-number — on a negative cost or deviation, or what is no number
 * @example rankExperiments(candidates)[0]
 */
export function rankExperiments(experiments: readonly Experiment[]): Ranked[] {
  return experiments
    .map((experiment) => {
      const { name, gain, noise } = experiment;
      const cost = checked(`cost of ${name}`, experiment.cost, { least: 0 });
      const worth = gaussianInformation({ ...gain, noise });
      const ceiling = gaussianInformation(gain);
      let [times, net] = [0, 0];
      // Repeats average their errors; more than the ceiling can never be worth it, nor more than 64 runs be sensible.
      for (let n = 1; n <= 64 && n * cost < ceiling; n++) {
        const value = gaussianInformation({ ...gain, noise: noise / Math.sqrt(n) }) - n * cost;
        if (value > net) [times, net] = [n, value];
      }
      return { ...experiment, worth, ceiling, times, net: times > 0 ? net : worth - cost };
    })
    .sort((a, b) => b.net - a.net || (a.name < b.name ? -1 : 1));
}
