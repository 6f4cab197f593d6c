import { formatMetric, formatMoney, formatParam, type Json, type RunRecord } from '@capstan/ledger';
import { clip, html, lineChart, type Markup, page, plural, section, thinSeries, tickLabel } from '@capstan/page';
import { EvaluateError } from '../../errors.ts';
import type { Curve } from '../classification/training-curves.ts';

/** A run of a comparison, with the metrics that are drawn of it. */
export interface ComparedRun {
  run: RunRecord;
  curves: readonly Curve[];
}

/** Metrics that are drawn first, if any run has them. */
const FIRST = ['validation/loss', 'validation/accuracy', 'train/loss', 'train/accuracy', 'lr'];
/** Charts on a page, and runs that can be told apart. */
const CHARTS = 6;
const MOST = 8;

/**
 * Writes runs side by side as one HTML file: every curve with all runs in it, the parameters in which they differ, what each came
 * to and cost.
 *
 * @throws {EvaluateError} empty — without two runs
 * @throws {EvaluateError} option-invalid — for more than eight
 * @example
 * const runs = ledger.runs({ limit: 3 }).map((run) => ({
 *   run,
 *   curves: ledger.metricNames(run.id).map((name) => ledger.metrics(run.id, name)),
 * }));
 * await writeFile('compare.html', comparisonPage(runs));
 */
export function comparisonPage(runs: readonly ComparedRun[], { date = new Date() }: { date?: Date } = {}): string {
  if (runs.length < 2)
    throw new EvaluateError('empty', `Expected two runs at least to compare, received ${runs.length}.`);
  if (runs.length > MOST) {
    throw new EvaluateError(
      'option-invalid',
      `Expected at most ${MOST} runs, which can be told apart, received ${runs.length}.`,
    );
  }
  const title = runs.map(({ run }) => run.id).join(', ');
  const metrics = [...new Set(runs.flatMap(({ run }) => Object.keys(run.metrics)))].sort();
  return page(
    `Runs ${title}`,
    html`<header><div class="eyebrow">Comparison</div><h1>${plural(runs.length, 'run')}</h1><ul class="legend">${runs.map(({ run }, tone) => html`<li><span class="key tone-${tone}"></span><span class="name">${run.id} ${run.name}</span><span class="of">${run.status}</span></li>`)}</ul></header>
${section('Curves', 'The same metric of every run, over the steps of each.', html`<div class="pair">${chartsOf(runs)}</div>`)}
${section('In what they differ', 'Parameters, data and commit; what is the same in all is left out.', differences(runs))}
${section('What they came to', 'The last value of every metric, and what the run cost.', outcomes(runs, metrics))}
<footer>Written by Capstan on ${date.toISOString().slice(0, 10)}. This file loads nothing from elsewhere.</footer>`,
  );
}

function chartsOf(runs: readonly ComparedRun[]): Markup[] {
  const names = [
    ...new Set(runs.flatMap(({ curves }) => curves.filter(({ values }) => values.length > 1).map(({ name }) => name))),
  ];
  const rank = (name: string) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return names
    .filter((name) => name !== 'epoch')
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
    .slice(0, CHARTS)
    .map((name) => {
      const lines = runs.flatMap(({ run, curves }, tone) => {
        const curve = curves.find((each) => each.name === name);
        return curve
          ? [{ name: `${run.id} ${run.name}`, label: run.id, tone, ...thinSeries(curve.steps, curve.values) }]
          : [];
      });
      return html`<div class="card"><h3>${name}</h3>${lineChart({ title: name, xLabel: 'step', height: 270, dots: true, format: (value) => axisLabel(value, name), lines })}</div>`;
    });
}

/** A tick of a metric: shares in per cent, without places that say nothing. */
function axisLabel(value: number, name: string): string {
  const text = formatMetric(value, name);
  return text.endsWith('%') ? `${Number((value * 100).toFixed(3))} %` : tickLabel(value);
}

function differences(runs: readonly ComparedRun[]): Markup {
  const bases = runs.map(
    ({ run }): Record<string, Json | undefined> => ({
      ...run.params,
      'run.data': run.dataHash?.slice(0, 12),
      'run.commit': run.git && `${run.git.commit.slice(0, 12)}${run.git.dirty ? ' (changed)' : ''}`,
      'run.device': run.device,
      'run.seed': run.seed,
    }),
  );
  const names = [...new Set(bases.flatMap((basis) => Object.keys(basis)))].filter(
    (name) => new Set(bases.map((basis) => JSON.stringify(basis[name]))).size > 1,
  );
  if (names.length === 0) return html`<p class="small">In nothing that is written down.</p>`;
  return table(
    runs,
    names.map((name) => [name, bases.map((basis) => clip(formatParam(basis[name]), 60))]),
  );
}

function outcomes(runs: readonly ComparedRun[], metrics: readonly string[]): Markup {
  return table(runs, [
    ...metrics.map((name): [string, string[]] => [name, runs.map(({ run }) => formatMetric(run.metrics[name], name))]),
    ['cost', runs.map(({ run }) => formatMoney(run.cost.money, run.cost.currency))],
  ]);
}

function table(runs: readonly ComparedRun[], rows: readonly (readonly [string, readonly string[]])[]): Markup {
  return html`<div class="card"><table><thead><tr><th></th>${runs.map(({ run }) => html`<th class="n">${run.id}</th>`)}</tr></thead><tbody>${rows.map(([name, cells]) => html`<tr><td>${name}</td>${cells.map((cell) => html`<td class="n">${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}
