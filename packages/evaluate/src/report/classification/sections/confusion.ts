import { clip, count, heatmap, html, type Markup, percent, plural } from '@capstan/page';
import type { ClassificationReport } from '../../../classification/classification.ts';
import { confusions } from '../headline.ts';
import type { ReportSection } from './contract.ts';

export const confusion: ReportSection = {
  title: 'What is taken for what',
  place: 20,
  lead: () =>
    'Rows are the truth, columns what the model said. Blue on the diagonal is right; each red cell is one kind of mistake, its shade grown so that rare ones can be seen.',
  draw: ({ report }) =>
    html`<div class="split"><div class="card">${heatmap(report.confusion, report.classes)}</div><div class="card"><h3>Most frequent mistakes</h3>${mistakeList(report)}</div></div>`,
};

function mistakeList(report: ClassificationReport): Markup {
  const all = confusions(report);
  if (all.length === 0) return html`<p class="small">None.</p>`;
  const rest = all.slice(10).reduce((sum, mistake) => sum + mistake.count, 0);
  return html`<ul class="mistakes">${all.slice(0, 10).map((mistake) => html`<li><span class="what"><b>${clip(mistake.truth, 40)}</b> taken for <em>${clip(mistake.predicted, 40)}</em></span><span class="often">${count(mistake.count)} · ${percent(mistake.share)}</span></li>`)}</ul><p class="small">Counts, and shares of the true class.${rest > 0 && html` ${plural(rest, 'other mistake')} of ${plural(all.length - 10, 'kind')}.`}</p>`;
}
