import { count, figure, figureCard, html, type Markup, page, percent, plural, section, tickLabel } from '@capstan/page';
import * as metrics from '../../metrics/index.ts';
import { metricMeter, metricsOf } from '../../metrics/meter.ts';
import type { RegressionReport } from '../../metrics/numbers/regression.ts';
import type { ReportCard } from '../classification/html-report.ts';
import { bill, type ReportRun, runFacts } from '../classification/run-facts.ts';
import { type Curve, trainingCurves } from '../classification/training-curves.ts';
import { metricRows } from '../metric-rows.ts';
import { scatter } from './scatter.ts';

/** What goes into a report of a regression. */
export interface NumberReport {
  title: string;
  /** Which examples, such as `test`. */
  split: string;
  report: RegressionReport;
  /** (N) */
  predictions: ArrayLike<number>;
  /** (N) */
  targets: ArrayLike<number>;
  /** The run as the ledger has it. */
  run?: ReportRun;
  curves?: readonly Curve[];
  card?: Pick<ReportCard, 'architecture'>;
  /** When it was written; now when not given. */
  date?: Date;
}

/**
 * Writes a report of a regression as one HTML file that loads nothing from elsewhere: its figures, what was predicted over what
 * was true, curves, parameters and cost.
 *
 * @example
 * await writeFile('report.html', numberReport({ title: 'Rents', split: 'test', report, predictions, targets }));
 */
export function numberReport(input: NumberReport): string {
  const { title, split, report, predictions, targets, run, card } = input;
  const charts = trainingCurves(input.curves ?? []);
  const date = (input.date ?? new Date()).toISOString().slice(0, 10);
  return page(
    title,
    html`<header><div class="eyebrow">Evaluation report</div><h1>${title}</h1><div class="facts"><span>${date}</span>${card && html`<span>${card.architecture}</span>`}<span>${plural(report.count, 'number')} of ${split}</span></div>${headline(report)}</header>
${charts.length > 0 && section('Training', 'How the model learned; validation examples were never trained on.', html`<div class="pair">${charts}</div>`)}
${section('Predicted over true', 'Each dot is an example; on the diagonal what was predicted is true.', html`<div class="card narrow">${scatter(targets, predictions)}</div>`)}
${section('All figures', 'Each error in its own way; the unit is that of the target where none is given.', figuresTable(input))}
${run && section('Run', 'What it took, and all that is needed to do it again.', html`${bill(run)}<div style="height:14px"></div>${runFacts(run)}`)}
<footer>Written by Capstan on ${date}. This file loads nothing from elsewhere.</footer>`,
  );
}

function figuresTable({ predictions, targets, split }: NumberReport): Markup {
  const values = metricMeter(metricsOf(metrics, 'numbers')).update({ predictions, targets }).values();
  return html`<div class="card narrow"><table><thead><tr><th>measure</th><th class="n">${split}</th></tr></thead><tbody>${metricRows('numbers', [values])}</tbody></table></div>`;
}

function headline({ count: n, r2, rmse, mae, mape }: RegressionReport): Markup {
  return html`<div class="figures">
${figureCard('R²', figure(r2), html`share of the variance explained, of ${count(n)} numbers`)}
${figureCard('Root mean squared error', tickLabel(rmse), 'in the unit of the target')}
${figureCard('Mean absolute error', tickLabel(mae), html`${percent(mape)} of the target on average`)}
</div>`;
}
