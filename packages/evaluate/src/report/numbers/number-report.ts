import { count, figure, figureCard, html, type Markup, percent, plural, section, tickLabel } from '@capstan/page';
import * as metrics from '../../metrics/index.ts';
import { metricMeter, metricsOf } from '../../metrics/meter.ts';
import type { RegressionReport } from '../../metrics/numbers/regression.ts';
import type { Curve } from '../classification/training-curves.ts';
import { type EvaluationPage, evaluationPage, trainingSection } from '../evaluation-page.ts';
import { metricRows } from '../metric-rows.ts';
import { scatter } from './scatter.ts';

/** What goes into a report of a regression. */
export interface NumberReport extends EvaluationPage {
  /** Which examples, such as `test`. */
  split: string;
  report: RegressionReport;
  /** (N) */
  predictions: ArrayLike<number>;
  /** (N) */
  targets: ArrayLike<number>;
  curves?: readonly Curve[];
}

/**
 * Writes a report of a regression as one HTML file that loads nothing from elsewhere: its figures, what was predicted over what
 * was true, curves, parameters and cost.
 *
 * @example
 * await writeFile('report.html', numberReport({ title: 'Rents', split: 'test', report, predictions, targets }));
 */
export function numberReport(input: NumberReport): string {
  const { split, report, predictions, targets, curves } = input;
  return evaluationPage(input, `${plural(report.count, 'number')} of ${split}`, headline(report), [
    trainingSection(curves),
    section(
      'Predicted over true',
      'Each dot is an example; on the diagonal what was predicted is true.',
      html`<div class="card narrow">${scatter(targets, predictions)}</div>`,
    ),
    section(
      'All figures',
      'Each error in its own way; the unit is that of the target where none is given.',
      figuresTable(input),
    ),
  ]);
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
