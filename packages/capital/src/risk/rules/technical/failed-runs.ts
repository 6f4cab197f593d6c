import { dayNumber } from '../../../day-number.ts';
import { newest, oldest, riskRule } from '../contract.ts';

const FAILED = new Set(['failed', 'lost']);

export const failedRuns = riskRule({
  id: 'failed-runs',
  area: 'technical',
  name: 'A run fails and what it cost is lost',
  control: 'none measured: the ledger counts what failed',
  wants: 'runs of the ledger',
  validDays: 90,
  nist: ['MEASURE 3.1', 'MANAGE 2.4', 'MANAGE 4.3'],
  aiAct: ['12'],
  gdpr: [],
  assess({ runs, asOf }) {
    if (runs.length === 0) return undefined;
    const lost = runs.filter(({ status }) => FAILED.has(status));
    const first = oldest(runs.map(({ started }) => started));
    // A ledger of a few days says little of a year: counted as a month at the least. Jeffreys' prior adds half a failure.
    const years = Math.max(dayNumber(asOf) - dayNumber(first), 30.4375) / 365.25;
    // A run that died at once has no cost written down: what it lost is then anything up to the dearest run's.
    const costs = lost.flatMap(({ cost }) => (cost.money > 0 ? [cost.money] : [])).sort((a, b) => a - b);
    const dearest = runs.reduce((most, { cost }) => Math.max(most, cost.money), 0);
    return {
      at: newest(runs.map(({ started }) => started)),
      says: `${lost.length} of ${runs.length} runs failed, at ${Number(costs.reduce((sum, each) => sum + each, 0).toPrecision(3))} in all`,
      from: lost.map(({ id }) => id),
      left: 1,
      rate: (lost.length + 0.5) / years,
      impact:
        costs.length > 0
          ? { kind: 'empirical', values: costs }
          : dearest > 0
            ? { kind: 'uniform', low: 0, high: dearest }
            : 0,
    };
  },
});
