import { figure, percent, short } from './format.ts';
import { convergence, shownMonths, verdictOf } from './render.ts';
import type { MonthRow, PlanReport } from './report.ts';

/**
 * A plan's report as one HTML page for investors: no scripts, nothing fetched, laid out for A4 paper, so that the browser's print
 * makes the PDF.
 *
 * @example writeFileSync('plan.html', renderPlanHtml(await planReport(plan)))
 */
export function renderPlanHtml(report: PlanReport): string {
  const { name, about, asOf, currency } = report;
  const body = [
    `<h1>${escapeHtml(name)}</h1><p class="about">${escapeHtml(about ?? '')} Plan of ${asOf}, ${report.months[0]!.month} to ${report.months.at(-1)!.month}, in ${currency}.</p>`,
    `<p class="verdict">${escapeHtml(verdictOf(report))}</p>`,
    `<div class="charts">${chart('Cash: median, and 5 % to 95 %', report.months, currency)}${ruinChart(report.months)}</div>`,
    months(report),
    list(
      'What drives it',
      report.drivers.slice(0, 4).map(({ words }) => words),
    ),
    evidence(report),
    grid(
      'Scenarios',
      ['', 'ruin', 'cash p5', 'p50', 'income'],
      report.scenarios.map((row) => [
        row.name,
        percent(row.ruin),
        short(row.cashAtEnd.p05),
        short(row.cashAtEnd.p50),
        short(row.incomeAtEnd),
      ]),
    ),
    grid(
      'Rounds',
      ['', 'planned', 'amount', 'closes'],
      report.rounds.map((row) => [row.name, row.month, short(row.amount), percent(row.closes)]),
    ),
    grid(
      'Use of compute',
      ['', 'from', 'device-hours', 'cost'],
      report.runs.map((row) => [
        row.name,
        row.start,
        `${short(row.hours.p05)}–${short(row.hours.p95)}`,
        `${short(row.cost.p05)}–${short(row.cost.p95)}`,
      ]),
    ),
    grid(
      'Risks: expected loss a year, before and after control',
      ['', 'before', 'after', 'control', 'owner', 'review'],
      report.risks.map((row) => [
        row.name,
        short(row.before),
        short(row.after),
        row.control ?? 'none',
        row.owner,
        row.review,
      ]),
    ),
    grid(
      'Assumptions',
      ['', '5 %', '95 %', 'standing', 'source', 'date'],
      report.assumptions.map((row) => [
        row.name,
        short(row.p05),
        figure(row.p95, row.unit),
        report.unmeasured.includes(row.name) ? 'GUESS, to be measured' : row.confidence,
        row.source,
        row.asOf,
      ]),
    ),
    `<footer>${escapeHtml(convergence(report))} Figures come with their ranges; none is a promise.</footer>`,
  ];
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(name)}</title><style>${STYLE}</style></head><body>\n${body.join('\n')}\n</body></html>\n`;
}

const STYLE = `@page{size:A4;margin:12mm}*{box-sizing:border-box}body{font:10px/1.4 system-ui,sans-serif;color:#1a1a1a;max-width:186mm;margin:0 auto;padding:4mm}
h1{font-size:20px;margin:0}h2{font-size:11px;margin:10px 0 3px;border-bottom:1px solid #ccc}.about{margin:2px 0;color:#555}.verdict{font-size:12px;font-weight:600}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}td,th{padding:1px 4px;text-align:right;font-weight:400}th{color:#666}td:first-child,th:first-child{text-align:left}
.charts{display:grid;grid-template-columns:1fr 1fr;gap:6mm}svg{width:100%;height:auto}ol,ul{margin:2px 0;padding-left:16px}section{break-inside:avoid}footer{margin-top:8px;color:#666;border-top:1px solid #ccc;padding-top:3px}`;

/** Text that a browser shows as it is. @example escapeHtml('<b>') // '&lt;b&gt;' */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

function grid(title: string, header: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const cells = (tag: 'th' | 'td', row: readonly string[]): string =>
    `<tr>${row.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<section><h2>${escapeHtml(title)}</h2><table>${cells('th', header)}${rows.map((row) => cells('td', row)).join('')}</table></section>`;
}

function list(title: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  return `<section><h2>${escapeHtml(title)}</h2><ol>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ol></section>`;
}

function months(report: PlanReport): string {
  return grid(
    'Month by month (medians; ruin: has run out by then)',
    ['', 'cash p5', 'p50', 'p95', 'income', 'burn', 'margin', 'customers', 'ruin'],
    shownMonths(report.months).map((row) => [
      row.month,
      short(row.cash.p05),
      short(row.cash.p50),
      short(row.cash.p95),
      short(row.income),
      short(row.burn),
      row.income > 0 ? percent(row.margin) : '—',
      short(row.customers),
      percent(row.ruin),
    ]),
  );
}

function evidence({ evidence: learnt, ledgerRuns, unmeasured }: PlanReport): string {
  if (learnt.length === 0 && unmeasured.length === 0) return '';
  const rows = learnt.map(({ assumption, unit, runs, scores }) => [
    assumption,
    String(runs.length),
    `${short(Math.min(...runs.map(({ value }) => value)))}–${figure(Math.max(...runs.map(({ value }) => value)), unit)}`,
    runs
      .map(({ id }) => id.slice(0, 8))
      .slice(-4)
      .join(' '),
    scores ? `× ${short(scores.bias)}` : '—',
  ]);
  const open =
    unmeasured.length > 0
      ? `<p>Not measured by any of the ledger's ${ledgerRuns} runs, so still guesses: <b>${escapeHtml(unmeasured.join(', '))}</b>.</p>`
      : '';
  return `${grid('Evidence: what our own runs measured', ['', 'runs', 'measured', 'latest', 'actual over forecast'], rows)}${open}`;
}

const WIDTH = 320;
const HEIGHT = 130;
const LEFT = 38;

function frame(
  title: string,
  low: number,
  high: number,
  months: readonly MonthRow[],
  label: (value: number) => string,
  inner: string,
): string {
  const y = scale(low, high);
  const ticks = [low, (low + high) / 2, high].map(
    (value) =>
      `<line x1="${LEFT}" x2="${WIDTH}" y1="${y(value)}" y2="${y(value)}" stroke="#e5e5e5"/><text x="${LEFT - 3}" y="${y(value) + 3}" text-anchor="end">${escapeHtml(label(value))}</text>`,
  );
  const zero =
    low < 0 && high > 0
      ? `<line x1="${LEFT}" x2="${WIDTH}" y1="${y(0)}" y2="${y(0)}" stroke="#b00" stroke-dasharray="3 2"/>`
      : '';
  const ends = `<text x="${LEFT}" y="${HEIGHT - 2}">${months[0]!.month}</text><text x="${WIDTH}" y="${HEIGHT - 2}" text-anchor="end">${months.at(-1)!.month}</text>`;
  return `<section><h2>${escapeHtml(title)}</h2><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" font-size="8" fill="#555" role="img" aria-label="${escapeHtml(title)}">${ticks.join('')}${inner}${zero}${ends}</svg></section>`;
}

function scale(low: number, high: number): (value: number) => number {
  const span = high > low ? high - low : 1;
  return (value) => Number((6 + (1 - (value - low) / span) * (HEIGHT - 22)).toFixed(1));
}

function xOf(i: number, count: number): number {
  return Number((LEFT + (i / Math.max(1, count - 1)) * (WIDTH - LEFT)).toFixed(1));
}

function chart(title: string, months: readonly MonthRow[], currency: string): string {
  const low = Math.min(0, ...months.map(({ cash }) => cash.p05));
  const high = Math.max(1, ...months.map(({ cash }) => cash.p95));
  const y = scale(low, high);
  const x = (i: number): number => xOf(i, months.length);
  const band = (from: 'p05' | 'p25', to: 'p95' | 'p75'): string =>
    [
      ...months.map(({ cash }, i) => `${x(i)},${y(cash[to])}`),
      ...months.map(({ cash }, i) => `${x(i)},${y(cash[from])}`).reverse(),
    ].join(' ');
  const middle = months.map(({ cash }, i) => `${x(i)},${y(cash.p50)}`).join(' ');
  const inner = `<polygon points="${band('p05', 'p95')}" fill="#c9dcf2"/><polygon points="${band('p25', 'p75')}" fill="#94bbe6"/><polyline points="${middle}" fill="none" stroke="#134f8c" stroke-width="1.5"/>`;
  return frame(`${title}, ${currency}`, low, high, months, short, inner);
}

function ruinChart(months: readonly MonthRow[]): string {
  const high = Math.max(0.1, ...months.map(({ ruin }) => ruin));
  const y = scale(0, high);
  const points = months.map(({ ruin }, i) => `${xOf(i, months.length)},${y(ruin)}`).join(' ');
  return frame(
    'Probability of having run out',
    0,
    high,
    months,
    percent,
    `<polyline points="${points}" fill="none" stroke="#b03030" stroke-width="1.5"/>`,
  );
}
