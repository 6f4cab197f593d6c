import { count, html, type Markup } from '@capstan/page';
import type { ClassificationReport } from '../../../classification/classification.ts';
import { metricRows } from '../../metric-rows.ts';
import type { ReportSection } from './contract.ts';

export const figures: ReportSection = {
  title: 'All figures',
  place: 80,
  lead: () => 'The same measures on every split that was held back.',
  draw: ({ splits }) => figuresTable(splits),
};

function figuresTable(splits: readonly [string, ClassificationReport][]): Markup {
  const values = splits.map(([, report]) => report.metrics);
  return html`<div class="card narrow"><table><thead><tr><th>measure</th>${splits.map(([name]) => html`<th class="n">${name}</th>`)}</tr></thead><tbody><tr><td>examples</td>${splits.map(([, report]) => html`<td class="n">${count(report.count)}</td>`)}</tr>${metricRows('classes', values)}</tbody></table></div>`;
}
