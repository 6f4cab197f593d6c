import { percent, short } from '../../../quantity/show.ts';
import type { PlanReport } from '../../report/report.ts';
import type { PageSection } from './contract.ts';

export const labelling: PageSection = { id: 'labelling', of };

function of({ labelling: all, currency }: PlanReport): ReturnType<PageSection['of']> {
  if (all.length === 0) return undefined;
  const lines = all.map(({ name, batch, have, points, unmeasured, next, buy, errorNow }) => {
    if (!next || !buy || errorNow === undefined) return `${name}: not measured yet. ${unmeasured ?? ''}`;
    const advice =
      buy.labels > 0
        ? `Buy ${short(buy.labels)} for ${short(buy.cost)} ${currency}, worth ${short(buy.worth)}; the next ${short(batch)} after them would cost more than they are worth.`
        : 'Stop labelling: they cost more than they are worth.';
    return `${name}: ${points.length} trainings put ${percent(errorNow)} wrong at ${short(have)} labels. The next ${short(batch)} remove ${short(next.gain.low)} to ${short(next.gain.high)} errors in a hundred, worth ${short(next.worth.low)} to ${short(next.worth.high)} ${currency}, for ${short(next.cost)}; they pay with a probability of ${percent(next.probability)}. ${advice}`;
  });
  return { title: 'Labels', list: lines, tables: [] };
}
