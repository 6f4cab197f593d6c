import { count, html, type Markup, percent } from '@capstan/page';
import type { ClassificationReport } from '../../classification/classification.ts';

/** With more classes than this only the weakest are listed. */
const MOST = 40;

/**
 * Draws what each class gets, with the averages below; of many classes the weakest.
 *
 * @example
 * classTable(report)
 */
export function classTable(report: ClassificationReport): Markup {
  const rows = report.perClass.map((row, c) => ({ ...row, auc: report.auc.perClass[c] ?? null }));
  const shown = rows.length <= MOST ? rows : [...rows].sort((a, b) => a.f1 - b.f1).slice(0, MOST);
  const line = (
    name: string,
    support: number,
    row: { precision: number; recall: number; f1: number },
    area: number | null,
    kind = '',
  ) =>
    html`<tr class="${kind}"><td class="name">${name}</td><td class="n">${count(support)}</td><td class="n">${percent(row.precision)}</td><td class="n">${percent(row.recall)}</td><td class="n">${kind === '' && html`<span class="meter${row.f1 < 0.8 ? ' low' : ''}"><i style="width:${Math.round(row.f1 * 100)}%"></i></span>`}<span class="beside">${percent(row.f1)}</span></td><td class="n">${area === null ? '–' : area.toFixed(4)}</td></tr>`;
  return html`<div class="card"><table><thead><tr><th>class</th><th class="n">examples</th><th class="n">precision</th><th class="n">recall</th><th class="n">F1</th><th class="n">area under ROC</th></tr></thead><tbody>
${shown.map((row) => line(row.class, row.support, row, row.auc))}
${line('mean', report.count, report.macro, report.auc.macro, 'total')}
${line('mean, weighted by examples', report.count, report.weighted, report.auc.weighted, 'total')}
</tbody></table>${shown.length < rows.length && html`<p class="small">The ${MOST} weakest of ${count(rows.length)} classes.</p>`}</div>`;
}
