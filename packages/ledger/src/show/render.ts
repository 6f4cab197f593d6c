import { styleText } from 'node:util';
import { printable } from '@capstan/base';
import type { RunComparison } from '../runs/compare.ts';
import type { RunRecord, RunStatus } from '../runs/run-record.ts';
import { formatDuration, formatEnergy, formatMoney, formatParam } from './format.ts';
import { renderTable } from './table.ts';

const COLORS: Record<RunStatus, 'green' | 'red' | 'yellow' | 'cyan'> = {
  running: 'cyan',
  done: 'green',
  failed: 'red',
  stopped: 'yellow',
  lost: 'red',
};

/** Shown before other metrics, as far as a run has them. */
const FIRST = [
  'test/accuracy',
  'best/validation/accuracy',
  'validation/accuracy',
  'best/validation/loss',
  'accuracy',
  'validation/loss',
  'loss',
  'train/loss',
];

/**
 * The runs as a table for the terminal; for JSON the records themselves are enough.
 *
 * @example
 * console.log(renderRuns(ledger.runs({ limit: 10 }), { color: process.stdout.isTTY }));
 */
export function renderRuns(runs: readonly RunRecord[], { color = false, now = new Date() } = {}): string {
  if (runs.length === 0) return 'No runs yet. `capstan train` makes the first.';
  const names = pickMetrics(runs);
  const columns = [
    { title: 'id' },
    { title: 'name' },
    { title: 'kind' },
    { title: 'status' },
    { title: 'started' },
    ...names.map((title) => ({ title, align: 'right' as const })),
    { title: 'time', align: 'right' as const },
    { title: 'energy', align: 'right' as const },
    { title: 'cost', align: 'right' as const },
  ];
  const rows = runs.map((run) => [
    run.id,
    run.name,
    run.kind,
    run.status,
    ago(run.started, now),
    ...names.map((name) => formatMetric(run.metrics[name], name)),
    formatDuration(run.cost.seconds),
    formatEnergy(run.cost.energyWh),
    formatMoney(run.cost.money, run.cost.currency),
  ]);
  const table = renderTable(columns, rows, { color });
  if (!color) return table;
  const lines = table.split('\n');
  return lines.map((line, i) => (i === 0 ? line : colorStatus(line, runs[i - 1]!))).join('\n');
}

/**
 * Two runs side by side: what differs first, then the metrics.
 *
 * @example
 * console.log(renderComparison(ledger.compare('k3f', 'p9w')));
 */
export function renderComparison(
  { a, b, params, equalParams, metrics }: RunComparison,
  { color = false } = {},
): string {
  const left = `${a.id} ${a.name}`;
  const right = `${b.id} ${b.name}`;
  const differences = renderTable(
    [{ title: 'parameter' }, { title: left }, { title: right }],
    params.map(({ name, a, b }) => [name, formatParam(a), formatParam(b)]),
    { color },
  );
  const values = renderTable(
    [
      { title: 'metric' },
      { title: a.id, align: 'right' },
      { title: b.id, align: 'right' },
      { title: 'change', align: 'right' },
    ],
    metrics.map(({ name, a, b, change }) => [
      name,
      formatMetric(a, name),
      formatMetric(b, name),
      change === undefined ? '–' : `${change > 0 ? '+' : ''}${formatMetric(change, name)}`,
    ]),
    { color },
  );
  const rest = `${equalParams} ${equalParams === 1 ? 'parameter is' : 'parameters are'} equal.`;
  return [
    params.length === 0 ? `${printable(left)} and ${printable(right)}: no parameter differs.` : differences,
    rest,
    '',
    values,
  ].join('\n');
}

/** Metrics that are shares of something, by what stands behind the last slash: they are read in per cent. */
const SHARES =
  /^(accuracy|balancedAccuracy|top5|(macro|weighted)?f1|(macro)?(precision|recall)|calibrationError|mape|smape|intervalCoverage)$/i;

/**
 * A metric for reading: shares in per cent; others with four places, or four digits that count where they are small or large.
 *
 * @example formatMetric(0.8, 'test/accuracy') // '80.00 %'
 */
export function formatMetric(value: number | undefined, name = ''): string {
  if (value === undefined) return '–';
  if (!Number.isFinite(value)) return String(value);
  if (SHARES.test(name.slice(name.lastIndexOf('/') + 1))) return `${(value * 100).toFixed(2)} %`;
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e9) return String(value);
  return size >= 0.001 && size < 1000 ? value.toFixed(4) : value.toPrecision(4);
}

function pickMetrics(runs: readonly RunRecord[]): string[] {
  const all = new Set(runs.flatMap((run) => Object.keys(run.metrics)));
  const first = FIRST.filter((name) => all.has(name));
  return [...first, ...[...all].filter((name) => !first.includes(name))].slice(0, 2);
}

function ago(iso: string, now: Date): string {
  const seconds = (now.getTime() - Date.parse(iso)) / 1000;
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return iso.slice(0, 16).replace('T', ' ');
}

function colorStatus(line: string, run: RunRecord): string {
  // Behind id, name and kind, so that a run named "failed" keeps its colour.
  const from = line.indexOf(` ${run.kind} `, printable(`${run.id}  ${run.name}`).length) + run.kind.length + 1;
  const at = line.indexOf(run.status, from);
  const painted = styleText(COLORS[run.status], run.status, { validateStream: false });
  return line.slice(0, at) + painted + line.slice(at + run.status.length);
}
