import { escapeHtml } from '@capstan/base';
import { percent, short } from '../../../quantity/show.ts';
import type { PlanReport } from '../../report/report.ts';

const WIDTH = 340;
const HEIGHT = 150;
const LEFT = 42;
const RIGHT = WIDTH - 4;
const BOTTOM = HEIGHT - 16;
const TOP = 8;
const BLUE = '#1d5fa8';
const SHADES = ['#1d5fa8', '#6aa3d9', '#f0a03c', '#4f9d69', '#b0577f', '#8a7cc2', '#9b8b6e', '#c9c9c9'] as const;

/** Every chart of a report that has its figures, by the section that it stands in. */
export function chartsOf(report: PlanReport): ReadonlyMap<string, string> {
  const charts = new Map([['cash', `${cashChart(report)}${ruinChart(report)}`]]);
  if (report.drivers.length > 0) charts.set('drivers', tornadoChart(report));
  if (report.equity) charts.set('equity', ownershipChart(report.equity));
  if (report.market) charts.set('market', adoptionChart(report));
  return charts;
}

function cashChart({ months, currency }: PlanReport): string {
  const low = Math.min(0, ...months.map(({ cash }) => cash.p05));
  const high = Math.max(1, ...months.map(({ cash }) => cash.p95));
  const plot = frame(low, high, [months[0]!.month, months.at(-1)!.month], short);
  const x = (i: number): number => plot.x(i, months.length);
  const band = (from: 'p05' | 'p25', to: 'p95' | 'p75'): string =>
    [
      ...months.map(({ cash }, i) => `${x(i)},${plot.y(cash[to])}`),
      ...months.map(({ cash }, i) => `${x(i)},${plot.y(cash[from])}`).reverse(),
    ].join(' ');
  const inner = `<polygon points="${band('p05', 'p95')}" fill="#d5e4f4"/><polygon points="${band('p25', 'p75')}" fill="#a3c6e8"/>${polyline(
    months.map(({ cash }, i) => [x(i), plot.y(cash.p50)]),
    BLUE,
  )}`;
  return figure(`Cash, ${currency}: median, middle half, 5 to 95 %`, plot.around(inner));
}

function ruinChart({ months }: PlanReport): string {
  const high = niceShare(Math.max(...months.map(({ ruin }) => ruin)));
  const plot = frame(0, high, [months[0]!.month, months.at(-1)!.month], percent);
  const points = months.map(({ ruin }, i): [number, number] => [plot.x(i, months.length), plot.y(ruin)]);
  const area = `<polygon points="${plot.x(0, 2)},${BOTTOM} ${points.map((point) => point.join(',')).join(' ')} ${plot.x(1, 2)},${BOTTOM}" fill="#f6dcdc"/>`;
  return figure('Probability of having run out', plot.around(area + polyline(points, '#b03030')));
}

/** The least of the usual upper ends that holds a share. */
function niceShare(share: number): number {
  return [0.05, 0.1, 0.2, 0.5, 1].find((end) => share <= end) ?? 1;
}

function tornadoChart({ drivers, months, currency }: PlanReport): string {
  const shown = drivers.slice(0, 8);
  const ends = shown.flatMap(({ cashAtLow, cashAtHigh }) => [cashAtLow, cashAtHigh]);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const [labels, right, row] = [150, 2 * WIDTH - 60, 17];
  const x = (value: number): number =>
    round(labels + 50 + ((value - low) / (high - low || 1)) * (right - labels - 110));
  const height = shown.length * row + 18;
  const bars = shown.map(({ label, round: luck, cashAtLow, cashAtHigh }, i) => {
    const y = 4 + i * row;
    const [from, to] = [Math.min(cashAtLow, cashAtHigh), Math.max(cashAtLow, cashAtHigh)];
    const bar = (at: number, value: number, anchor: string): string =>
      `<text x="${at}" y="${y + 9}" text-anchor="${anchor}">${escapeHtml(short(value))}</text>`;
    return `<text x="${labels - 4}" y="${y + 9}" text-anchor="end" fill="#222">${escapeHtml(label)}</text><rect x="${x(from)}" y="${y}" width="${Math.max(1, round(x(to) - x(from)))}" height="12" fill="${luck || cashAtHigh >= cashAtLow ? BLUE : '#c86b5a'}"/>${bar(x(from) - 4, from, 'end')}${bar(x(to) + 4, to, 'start')}`;
  });
  const legend = `<rect x="${labels}" y="${height - 10}" width="8" height="8" fill="${BLUE}"/><text x="${labels + 11}" y="${height - 3}">more of it, more cash</text><rect x="${labels + 165}" y="${height - 10}" width="8" height="8" fill="#c86b5a"/><text x="${labels + 176}" y="${height - 3}">more of it, less cash</text>`;
  return figure(
    `Expected cash in ${months.at(-1)!.month}, ${currency}, between the 10th and the 90th percentile of each`,
    svg(2 * WIDTH, height, bars.join('') + legend),
    'wide',
  );
}

function ownershipChart({ stages, holders }: NonNullable<PlanReport['equity']>): string {
  const [labels, right, row] = [150, 2 * WIDTH - 20, 20];
  const height = stages.length * row + 14 * Math.ceil(holders.length / 4) + 8;
  const bars = stages.map(({ name }, s) => {
    let at = labels;
    const parts = holders.map(({ fractions }, h) => {
      const width = (right - labels) * fractions[s]!;
      const from = at;
      at += width;
      const label =
        width > 26
          ? `<text x="${round(from + width / 2)}" y="${s * row + 13}" text-anchor="middle" fill="${h === 0 || h === 4 ? '#fff' : '#222'}">${escapeHtml(percent(fractions[s]!))}</text>`
          : '';
      return `<rect x="${round(from)}" y="${s * row + 2}" width="${round(width)}" height="16" fill="${SHADES[h % SHADES.length]}"/>${label}`;
    });
    return `<text x="${labels - 4}" y="${s * row + 13}" text-anchor="end" fill="#222">${escapeHtml(name)}</text>${parts.join('')}`;
  });
  const legend = holders.map(({ holder }, h) => {
    const [x, y] = [labels + (h % 4) * 130, stages.length * row + 8 + 14 * Math.floor(h / 4)];
    return `<rect x="${x}" y="${y}" width="8" height="8" fill="${SHADES[h % SHADES.length]}"/><text x="${x + 11}" y="${y + 7}">${escapeHtml(holder)}</text>`;
  });
  return figure('Ownership, fully diluted', svg(2 * WIDTH, height, bars.join('') + legend.join('')), 'wide');
}

function adoptionChart({ market, months }: PlanReport): string {
  const { adoption } = market!;
  const high = Math.max(1, ...adoption.flatMap(({ adopted, ours }) => [adopted.p95, ours.p95]));
  const plot = frame(0, high, [adoption[0]!.month, months.at(-1)!.month], short);
  const x = (i: number): number => plot.x(i, adoption.length);
  const series = (of: 'adopted' | 'ours', colour: string): string =>
    adoption
      .map(
        (row, i) =>
          `<line x1="${x(i)}" x2="${x(i)}" y1="${plot.y(row[of].p05)}" y2="${plot.y(row[of].p95)}" stroke="${colour}" stroke-width="3" opacity="0.35"/>`,
      )
      .join('') +
    polyline(
      adoption.map((row, i) => [x(i), plot.y(row[of].p50)]),
      colour,
    );
  const legend = `<text x="${LEFT + 6}" y="${TOP + 8}" fill="#c07818">market adopts</text><text x="${LEFT + 6}" y="${TOP + 18}" fill="${BLUE}">the plan's customers</text>`;
  return figure(
    'Customers: median, 5 to 95 %',
    plot.around(series('adopted', '#f0a03c') + series('ours', BLUE) + legend),
  );
}

interface Plot {
  x(i: number, count: number): number;
  y(value: number): number;
  around(inner: string): string;
}

/** Axes: three levels, a dashed zero, the first and the last month. */
function frame(low: number, high: number, ends: readonly [string, string], label: (value: number) => string): Plot {
  const y = (value: number): number => round(TOP + (1 - (value - low) / (high - low || 1)) * (BOTTOM - TOP));
  const middle = low < 0 && high > 0 ? [] : [(low + high) / 2]; // zero has a line of its own
  const ticks = [low, ...middle, high].map(
    (value) =>
      `<line x1="${LEFT}" x2="${RIGHT}" y1="${y(value)}" y2="${y(value)}" stroke="#e5e5e5"/><text x="${LEFT - 4}" y="${y(value) + 3}" text-anchor="end">${escapeHtml(label(value))}</text>`,
  );
  const zero =
    low < 0 && high > 0
      ? `<line x1="${LEFT}" x2="${RIGHT}" y1="${y(0)}" y2="${y(0)}" stroke="#b03030" stroke-dasharray="3 2"/>${y(low) - y(0) > 12 ? `<text x="${LEFT - 4}" y="${y(0) + 3}" text-anchor="end" fill="#b03030">0</text>` : ''}`
      : '';
  const names = `<text x="${LEFT}" y="${HEIGHT - 4}">${ends[0]}</text><text x="${RIGHT}" y="${HEIGHT - 4}" text-anchor="end">${ends[1]}</text>`;
  return {
    x: (i, count) => round(LEFT + (i / Math.max(1, count - 1)) * (RIGHT - LEFT)),
    y,
    around: (inner) => svg(WIDTH, HEIGHT, ticks.join('') + inner + zero + names),
  };
}

function polyline(points: readonly (readonly [number, number])[], colour: string): string {
  return `<polyline points="${points.map((point) => point.join(',')).join(' ')}" fill="none" stroke="${colour}" stroke-width="1.6"/>`;
}

function svg(width: number, height: number, inner: string): string {
  return `<svg viewBox="0 0 ${width} ${height}" font-size="11" fill="#555" role="img">${inner}</svg>`;
}

function figure(title: string, inner: string, kind = ''): string {
  return `<figure${kind ? ` class="${kind}"` : ''}><figcaption>${escapeHtml(title)}</figcaption>${inner}</figure>`;
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
