import { figure, percent, short } from '../../quantity/show.ts';
import { tornado } from '../../sensitivity/tornado.ts';
import { ruinByMonth } from '../../simulate/columns/ruin.ts';
import { summarise } from '../../simulate/columns/summary.ts';
import { monthOf, simulate } from '../../simulate/simulate.ts';
import { monthAfter } from '../build/months.ts';
import { slug } from '../build/slug.ts';
import type { Plan } from '../plan.ts';

/** What one input does to the end of a plan, between its 10th and 90th percentile, with all others as uncertain as they are. */
export interface Driver {
  readonly name: string;
  /** As a reader knows it; of a round, that it closes. */
  readonly label: string;
  /** Whether it is a round's luck: its low end is that the round closes. */
  readonly round: boolean;
  readonly unit: string;
  readonly low: number;
  readonly high: number;
  /** Expected cash at the end. */
  readonly cashAtLow: number;
  readonly cashAtHigh: number;
  readonly ruinAtLow: number;
  readonly ruinAtHigh: number;
  readonly words: string;
}

/** The inputs that move a plan's cash at its end, the strongest first. @example driversOf(plan, { seed: 1, paths: 2000 }) */
export function driversOf(plan: Plan, { seed, paths }: { seed: number; paths: number }): Driver[] {
  const { document, model, distributions, correlations } = plan;
  const last = document.months - 1;
  const end = monthAfter(document.start, last);
  const outputs = ['cash', 'opening', 'noise'];
  const ruinAt = new Map<string, number>();
  const key = (pinned: Readonly<Record<string, number>>): string => JSON.stringify(Object.entries(pinned));
  const cashWith = (pinned: Readonly<Record<string, number>>): number => {
    const simulation = simulate(model, distributions, outputs, { seed, paths, pinned, correlations });
    const { byMonth } = ruinByMonth({
      cash: simulation.lines.get('cash')!,
      opening: monthOf(simulation, 'opening', 0),
      noise: simulation.lines.get('noise')!,
      paths,
    });
    ruinAt.set(key(pinned), byMonth[last]!);
    return summarise(monthOf(simulation, 'cash', last)).mean;
  };
  const used = simulate(model, distributions, outputs, { seed, paths: 1, correlations }).inputs;
  const inputs = Object.fromEntries(Object.entries(distributions).filter(([name]) => used.has(name)));
  return tornado(inputs, cashWith)
    .filter(({ swing }) => swing > 0)
    .map(({ name, low, high, atLow, atHigh }) => {
      const unit = model.inputs[name]!.unit;
      const [ruinAtLow, ruinAtHigh] = [ruinAt.get(key({ [name]: low }))!, ruinAt.get(key({ [name]: high }))!];
      const round = document.rounds.find((each) => name === `round.${slug(each.name)}.luck`);
      const money = (value: number): string => `${short(value)} ${document.currency}`;
      const risk =
        percent(ruinAtHigh) === percent(ruinAtLow)
          ? `the risk of running out stays ${percent(ruinAtHigh)}`
          : `the risk of running out ${percent(ruinAtHigh)} rather than ${percent(ruinAtLow)}`;
      const words = round
        ? `If ${round.name} does not close, expected cash in ${end} is ${money(atHigh)} rather than ${money(atLow)}, and ${risk}.`
        : `If ${name} is ${figure(high, unit)} rather than ${figure(low, unit)}, expected cash in ${end} is ${money(atHigh)} rather than ${money(atLow)}, and ${risk}.`;
      const label = round ? `${round.name} closes` : name;
      return {
        name,
        label,
        round: round !== undefined,
        unit,
        low,
        high,
        cashAtLow: atLow,
        cashAtHigh: atHigh,
        ruinAtLow,
        ruinAtHigh,
        words,
      };
    });
}
