import { figure, percent, short, table } from './format.ts';
import type { MonthRow, PlanReport } from './report.ts';

/**
 * A plan's report as a page for the terminal.
 *
 * @example console.log(renderPlan(await planReport(plan)))
 */
export function renderPlan(report: PlanReport): string {
  const parts = [
    heading(report),
    section('Cash', cash(report)),
    section('What drives it', drivers(report)),
    section('Measured, and guessed', evidence(report)),
    section('Scenarios, with the same luck', scenarios(report)),
    section('Rounds', rounds(report)),
    section('People', people(report)),
    section('Runs wanted', runs(report)),
    section('Risks', risks(report)),
    section('What to find out next', experiments(report)),
    convergence(report),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function section(title: string, body: string): string {
  return body === '' ? '' : `${title}\n${body}`;
}

function heading({ name, about, asOf, months }: PlanReport): string {
  const span = `${months[0]!.month} to ${months.at(-1)!.month}`;
  return `${name} — plan of ${asOf}, ${span}${about ? `\n${about}` : ''}`;
}

/** The verdict in a sentence that a reader can check against the table below it. */
export function verdictOf({ months, opening, currency, runway }: PlanReport): string {
  const end = months.at(-1)!;
  const risk = `The risk of running out by ${end.month} is ${percent(end.ruin)} (± ${percent(2 * end.ruinError)}).`;
  const tenth =
    runway.tenth === null
      ? 'It stays below one in ten throughout.'
      : `It passes one in ten in month ${runway.tenth} (${months[runway.tenth - 1]!.month})${runway.even === null ? ' and stays below even odds.' : `, even odds in month ${runway.even} (${months[runway.even - 1]!.month}).`}`;
  return `Begins with ${short(opening)} ${currency}. ${risk} ${tenth}`;
}

/** The months that a table shows: every third, and the last. */
export function shownMonths(months: readonly MonthRow[]): readonly MonthRow[] {
  const step = months.length <= 12 ? 1 : months.length <= 48 ? 3 : 6;
  return months.filter((_, t) => (t + 1) % step === 0 || t === months.length - 1);
}

function cash(report: PlanReport): string {
  const rows = shownMonths(report.months).map(({ month, cash: c, income, burn, margin, customers, ruin }) => [
    month,
    short(c.p05),
    short(c.p50),
    short(c.p95),
    short(income),
    short(burn),
    income > 0 ? percent(margin) : '—',
    short(customers),
    percent(ruin),
  ]);
  const header = ['month', 'cash p5', 'p50', 'p95', 'income', 'burn', 'margin', 'customers', 'ruin'];
  return `  ${verdictOf(report)}\n\n${table(header, rows)}\n  ${report.currency}; income and burn a month, medians; ruin: has run out by the month's end.`;
}

function drivers({ drivers: all }: PlanReport): string {
  const [top] = all;
  if (!top) return '';
  const widest = Math.abs(top.cashAtHigh - top.cashAtLow);
  return all
    .filter(({ cashAtHigh, cashAtLow }) => Math.abs(cashAtHigh - cashAtLow) > 0.02 * widest)
    .slice(0, 5)
    .map(({ words }, i) => `  ${i + 1}. ${words}`)
    .join('\n');
}

function evidence({ evidence: learnt, assumptions, unmeasured, ledgerRuns }: PlanReport): string {
  const lines: string[] = [];
  for (const { assumption, unit, runs } of learnt) {
    const now = assumptions.find(({ name }) => name === assumption)!;
    const values = runs.map(({ value }) => value);
    const span =
      runs.length === 1
        ? `${figure(values[0]!, unit)} in run ${runs[0]!.id}`
        : `${short(Math.min(...values))} to ${figure(Math.max(...values), unit)} in ${runs.length} runs`;
    lines.push(`  measured  ${assumption}: ${span}; planned with ${short(now.p05)} to ${figure(now.p95, unit)}`);
  }
  if (unmeasured.length > 0) {
    const why = ledgerRuns === 0 ? 'the ledger has no runs' : 'no finished run of the ledger measures them';
    lines.push(`  GUESSED   ${unmeasured.join(', ')}: ${why}, the plan's own ranges stand`);
  }
  const others = assumptions.filter(({ name, confidence }) => confidence !== 'measured' && !unmeasured.includes(name));
  for (const confidence of ['contract', 'published', 'guess'] as const) {
    const names = others.filter((each) => each.confidence === confidence).map(({ name }) => name);
    if (names.length > 0) lines.push(`  ${confidence.padEnd(9)} ${names.join(', ')}`);
  }
  return lines.join('\n');
}

function scenarios({ scenarios: all, worthKnowing, currency }: PlanReport): string {
  if (all.length === 0) return '';
  const rows = all.map(({ name, ruin, ruinError, runway, cashAtEnd, incomeAtEnd, note }) => [
    name,
    `${percent(ruin)} ± ${percent(2 * ruinError)}`,
    runway === null ? '—' : String(runway),
    short(cashAtEnd.p05),
    short(cashAtEnd.p50),
    short(incomeAtEnd),
    note ?? '',
  ]);
  const [best] = worthKnowing;
  const known =
    best && best.worth > 0
      ? `\n  Before choosing, knowing ${best.assumption} would be worth up to ${short(best.worth)} ${currency}; nothing else more.`
      : '';
  const header = ['scenario', 'ruin', 'months to even odds', 'cash p5', 'p50', 'income', ''];
  return `${table(header, rows)}${known}`;
}

function rounds({ rounds: all, currency }: PlanReport): string {
  if (all.length === 0) return '';
  const rows = all.map(({ name, month, amount, closes, typically }) => [
    name,
    month,
    `${short(amount)} ${currency}`,
    percent(closes),
    typically ?? 'never',
  ]);
  return table(['round', 'planned', 'amount', 'closes by the end', 'typically'], rows);
}

function people({ hiring }: PlanReport): string {
  const rows = hiring.map(({ role, start, people: count, peopleAtEnd }) => [
    role,
    start,
    short(count),
    short(peopleAtEnd),
  ]);
  return rows.length === 0 ? '' : table(['role', 'from', 'people', 'expected at the end'], rows);
}

function runs({ runs: all, currency }: PlanReport): string {
  if (all.length === 0) return '';
  const rows = all.map(({ name, start, hours, cost }) => [
    name,
    start,
    `${short(hours.p05)} to ${short(hours.p95)}`,
    `${short(cost.p05)} to ${short(cost.p95)} ${currency}`,
  ]);
  return table(['run', 'from', 'device-hours p5 to p95', 'cost p5 to p95'], rows);
}

function risks({ risks: all, currency }: PlanReport): string {
  if (all.length === 0) return '';
  const rows = all.map(({ name, area, before, after, bad, owner, review, control }) => [
    name,
    area,
    short(before),
    short(after),
    short(bad),
    owner,
    review,
    control ?? 'none',
  ]);
  const header = ['risk', 'area', 'a year before', 'after control', 'p95 of all months', 'owner', 'review', 'control'];
  return `${table(header, rows, 2)}\n  Expected ${currency}; every risk happens, or not, in each of the paths above.`;
}

function experiments({ experiments: all, currency }: PlanReport): string {
  if (all.length === 0) return '';
  const rows = all.map(({ name, question, cost, worth, ceiling, net, times }) => [
    name,
    question,
    short(cost),
    short(worth),
    short(ceiling),
    short(net),
    times === 0 ? 'no' : times === 1 ? 'once' : `${times} times`,
  ]);
  const [best] = all;
  const advice =
    best && best.times > 0
      ? `Buy '${best.name}' next: it is expected to gain ${short(best.net)} ${currency} more than it costs.`
      : 'Stop buying experiments: each costs more than the better decision after it would gain.';
  return `${table(['experiment', 'question', 'cost', 'worth', 'at most', 'net', 'buy'], rows, 2)}\n  ${advice}`;
}

/** What the figures above may be off by, since paths are drawn. */
export function convergence({ paths, seed, months, currency }: PlanReport): string {
  const end = months.at(-1)!;
  return `${paths.toLocaleString('en')} paths, seed ${seed}; standard errors at the end: mean cash ± ${short(end.cash.meanError)} ${currency}, median ± ${short(end.cash.medianError)}, ruin ± ${percent(end.ruinError)}.`;
}
