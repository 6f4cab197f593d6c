import type { PlanReport } from '../../report/report.ts';
import { driversChart } from '../charts/drivers.ts';
import type { PageSection } from './contract.ts';

export const drivers: PageSection = { id: 'drivers', of, draw: driversChart };

function of({ drivers: all }: PlanReport): ReturnType<PageSection['of']> {
  const [top] = all;
  if (!top) return undefined;
  const widest = Math.abs(top.cashAtHigh - top.cashAtLow);
  const list = all
    .filter(({ cashAtHigh, cashAtLow }) => Math.abs(cashAtHigh - cashAtLow) > 0.02 * widest)
    .slice(0, 5)
    .map(({ words }) => words);
  return { title: 'What drives it', list, tables: [] };
}
