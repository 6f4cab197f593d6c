import { printable } from '@capstan/base';
import { percent, short } from '../../quantity/show.ts';
import { table } from '../page/columns.ts';
import type { PlanReport } from './report.ts';

/** One figure of two plans. */
export interface ComparedFigure {
  readonly figure: string;
  readonly first: number | null;
  readonly second: number | null;
  readonly kind: 'money' | 'share' | 'count';
}

/**
 * The figures by which two plans differ most: compare reports of one seed, so that luck is the same as far as inputs are.
 * A figure that one plan lacks is null.
 *
 * @example comparePlans(await planReport(lean), await planReport(bold))
 */
export function comparePlans(first: PlanReport, second: PlanReport): ComparedFigure[] {
  const row = (
    figure: string,
    kind: ComparedFigure['kind'],
    of: (report: PlanReport) => number | null | undefined,
  ): ComparedFigure => ({
    figure,
    kind,
    first: of(first) ?? null,
    second: of(second) ?? null,
  });
  const end = ({ months }: PlanReport) => months.at(-1)!;
  const total = (rows: readonly { readonly cost: { readonly mean: number } }[]): number =>
    rows.reduce((sum, { cost }) => sum + cost.mean, 0);
  const holders = [
    ...new Set([first, second].flatMap(({ equity }) => equity?.holders.map(({ holder }) => holder) ?? [])),
  ];
  return [
    row('probability of running out', 'share', (report) => end(report).ruin),
    row('month in which it passes one in ten', 'count', ({ runway }) => runway.tenth),
    row('cash at the end, 5th percentile', 'money', (report) => end(report).cash.p05),
    row('cash at the end, median', 'money', (report) => end(report).cash.p50),
    row('income a month at the end', 'money', (report) => end(report).income),
    row('margin at the end', 'share', (report) => end(report).margin),
    row('customers at the end', 'count', (report) => end(report).customers),
    row('trainings, expected cost', 'money', ({ runs }) => total(runs)),
    row('pay, expected', 'money', ({ hiring }) => total(hiring)),
    row(
      'compute, the best mix today',
      'money',
      ({ sourcing }) => sourcing?.ways.find(({ way }) => way === 'mix')?.presentCost,
    ),
    row('risks after control, a year', 'money', ({ risks }) => risks.reduce((sum, { after }) => sum + after, 0)),
    ...holders.map((holder) =>
      row(`${holder} owns at the end`, 'share', ({ equity }) =>
        equity?.holders.find((each) => each.holder === holder)?.fractions.at(-1),
      ),
    ),
  ];
}

/** Two plans side by side for the terminal. @example console.log(renderComparedPlans(first, second)) */
export function renderComparedPlans(first: PlanReport, second: PlanReport): string {
  const text = (value: number | null, kind: ComparedFigure['kind']): string =>
    value === null ? '—' : kind === 'share' ? percent(value) : short(value);
  const difference = ({ first: a, second: b, kind }: ComparedFigure): string => {
    if (a === null || b === null) return '—';
    const sign = b > a ? '+' : b < a ? '−' : '';
    return kind === 'share'
      ? `${sign}${Number((Math.abs(b - a) * 100).toFixed(1))} points`
      : `${sign}${short(Math.abs(b - a))}`;
  };
  const names = first.name === second.name ? ['first', 'second'] : [first.name, second.name];
  const rows = comparePlans(first, second)
    .filter((each) => each.first !== null || each.second !== null)
    .map((each) => [each.figure, text(each.first, each.kind), text(each.second, each.kind), difference(each)]);
  const money = first.currency === second.currency ? first.currency : `${first.currency} beside ${second.currency}`;
  const page = table({ header: [money, ...names, 'difference'], rows, left: 1 });
  return `${page.split('\n').map(printable).join('\n')}\n`;
}
