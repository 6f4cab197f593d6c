import { summarise } from '../../../simulate/columns/summary.ts';
import { monthOf } from '../../../simulate/simulate.ts';
import { monthAfter, monthsBetween } from '../../build/months.ts';
import { slug } from '../../build/slug.ts';
import { average, type Simulated, whenClosing } from '../simulated.ts';
import type { Standing } from '../standing.ts';

export interface RoundRow {
  readonly name: string;
  readonly month: string;
  /** What comes in when it closes, the median over the paths on which it does; in its planned month where it never does. */
  readonly amount: number;
  /** P(closed by the end). */
  readonly closes: number;
  /** The median month of closing, of the paths where it closes. */
  readonly typically: string | null;
  readonly restsOn: Standing;
}

export function roundRows({ simulation, document, standing }: Simulated): RoundRow[] {
  const { months, start } = document;
  return document.rounds.map(({ name, month, terms }) => {
    const own = `round.${slug(name)}`;
    const closed = Array.from({ length: months }, (_, t) => average(monthOf(simulation, `${own}.closed`, t)));
    const closes = closed.at(-1)!;
    const typical = closed.findIndex((share) => closes > 0 && share >= closes / 2);
    return {
      name,
      month,
      amount: summarise(
        whenClosing(simulation, own, `${own}.amount`) ??
          monthOf(simulation, `${own}.amount`, monthsBetween(start, month)),
      ).p50,
      closes,
      typically: typical < 0 ? null : monthAfter(start, typical),
      restsOn: standing(`${own}.cash`, ...(terms?.kind === 'priced' ? [`${own}.premoney`] : [])),
    };
  });
}
