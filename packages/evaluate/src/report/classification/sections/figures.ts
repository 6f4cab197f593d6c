import { count, figure, html, type Markup, percent } from '@capstan/page';
import type { ClassificationReport } from '../../../classification/classification.ts';
import type { ReportSection } from './contract.ts';

export const figures: ReportSection = {
  title: 'All figures',
  lead: () => 'The same measures on every split that was held back.',
  draw: ({ splits }) => figuresTable(splits),
};

function figuresTable(splits: readonly [string, ClassificationReport][]): Markup {
  const rows: [string, (report: ClassificationReport) => string][] = [
    ['examples', (r) => count(r.count)],
    ['accuracy', (r) => percent(r.accuracy, 2)],
    ['top 5', (r) => (r.top5 === undefined ? '–' : percent(r.top5, 2))],
    ['balanced accuracy', (r) => percent(r.balancedAccuracy, 2)],
    ['precision, mean', (r) => percent(r.macro.precision, 2)],
    ['recall, mean', (r) => percent(r.macro.recall, 2)],
    ['F1, mean', (r) => percent(r.macro.f1, 2)],
    ['F1, weighted', (r) => percent(r.weighted.f1, 2)],
    ['area under ROC, mean', (r) => figure(r.auc.macro)],
    ['average precision, mean', (r) => figure(r.averagePrecision.macro)],
    ['log loss', (r) => figure(r.logLoss)],
    ['Brier score', (r) => figure(r.brier)],
    ['expected calibration error', (r) => percent(r.calibration.ece, 2)],
    ['Matthews correlation', (r) => figure(r.matthews)],
    ['Cohen’s kappa', (r) => figure(r.kappa)],
  ];
  const shown = rows.filter(([, value]) => splits.some(([, report]) => value(report) !== '–'));
  return html`<div class="card narrow"><table><thead><tr><th>measure</th>${splits.map(([name]) => html`<th class="n">${name}</th>`)}</tr></thead><tbody>${shown.map(([name, value]) => html`<tr><td>${name}</td>${splits.map(([, report]) => html`<td class="n">${value(report)}</td>`)}</tr>`)}</tbody></table></div>`;
}
