import { escapeHtml } from '@capstan/base';
import type { PlanReport } from '../report/report.ts';
import { chartsOf } from './charts/charts.ts';
import { convergence } from './convergence.ts';
import type { Section, Table } from './section.ts';
import { sectionsOf } from './sections.ts';

/**
 * A plan's report as one HTML page for an investors' data room: no scripts, nothing fetched, laid out for A4 paper, so that the
 * browser's print makes the PDF.
 *
 * @example writeFileSync('plan.html', renderPlanHtml(await planReport(plan)))
 */
export function renderPlanHtml(report: PlanReport): string {
  const { name, about, asOf, currency, months } = report;
  const charts = chartsOf(report);
  const all = sectionsOf(report);
  const sections = all.map((each) => section(each, charts.get(each.id)));
  const annexes = all.flatMap(({ annex }) => annex ?? []);
  if (annexes.length > 0) sections.push(`<section><h2>Every assumption</h2>${annexes.map(grid).join('')}</section>`);
  const span = `Plan of ${asOf}, ${months[0]!.month} to ${months.at(-1)!.month}, in ${currency}.`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(name)}</title><style>${STYLE}</style></head><body>
<header><h1>${escapeHtml(name)}</h1><p>${escapeHtml(about ?? '')}</p><p class="small">${escapeHtml(span)}</p></header>
${sections.join('\n')}
<footer>${escapeHtml(convergence(report))} Figures come with their ranges; none is a promise.</footer>
</body></html>
`;
}

const STYLE = `@page{size:A4;margin:14mm 12mm}*{box-sizing:border-box}:root{color-scheme:light}
body{font:11px/1.45 system-ui,-apple-system,"Segoe UI",sans-serif;color:#1c1c1c;background:#fff;max-width:190mm;margin:0 auto;padding:6mm 4mm;-webkit-print-color-adjust:exact;print-color-adjust:exact}
header{border-bottom:2px solid #1d5fa8;padding-bottom:4px;margin-bottom:6px}h1{font-size:24px;margin:0;letter-spacing:-.01em}header p{margin:1px 0}
h2{font-size:13px;margin:14px 0 4px;color:#1d5fa8;break-after:avoid}.lead{font-size:12px;font-weight:600;margin:2px 0 6px}.small,.notes,.detail{color:#666;font-size:10px}.notes{margin:3px 0}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;margin:2px 0 5px}td,th{padding:2px 5px;text-align:right;font-weight:400;vertical-align:top;border-bottom:1px solid #eee;white-space:nowrap}td:last-child.w,td.detail{white-space:normal}
th{color:#666;font-size:10px;border-bottom:1px solid #bbb;vertical-align:bottom}td.w,th.w{text-align:left}tr{break-inside:avoid}tr.more td{border-bottom:1px solid #eee;padding-top:0}tr.has td{border-bottom:none;padding-bottom:0}
.charts{display:grid;grid-template-columns:1fr 1fr;gap:5mm}figure{margin:0 0 4px;break-inside:avoid}figure.wide{grid-column:1/-1}figcaption{font-size:10px;color:#666}svg{width:100%;height:auto;display:block}
ol{margin:3px 0;padding-left:16px}li{margin:2px 0;break-inside:avoid}footer{margin-top:14px;color:#666;font-size:10px;border-top:1px solid #bbb;padding-top:4px}
@media (max-width:640px){.charts{grid-template-columns:1fr}}@media print{body{padding:0;max-width:none}.scroll{overflow:visible}}`;

function section({ title, lead, list, tables, notes }: Section, charts: string | undefined): string {
  return [
    `<section><h2>${escapeHtml(title)}</h2>`,
    lead ? `<p class="lead">${escapeHtml(lead)}</p>` : '',
    charts ? `<div class="charts">${charts}</div>` : '',
    list && list.length > 0 ? `<ol>${list.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ol>` : '',
    ...tables.map(grid),
    ...(notes ?? []).map((note) => `<p class="notes">${escapeHtml(note)}</p>`),
    '</section>',
  ].join('');
}

function grid({ header, rows, left, words = [], details }: Table): string {
  if (rows.length === 0) return '';
  const cells = (tag: 'th' | 'td', row: readonly string[]): string =>
    row
      .map((cell, i) => `<${tag}${i < left || words.includes(i) ? ' class="w"' : ''}>${escapeHtml(cell)}</${tag}>`)
      .join('');
  const body = rows.map((row, i) => {
    const more = details?.[i];
    const below = more
      ? `<tr class="more"><td class="w detail" colspan="${header.length}">${escapeHtml(more)}</td></tr>`
      : '';
    return `<tr${more ? ' class="has"' : ''}>${cells('td', row)}</tr>${below}`;
  });
  return `<div class="scroll"><table><thead><tr>${cells('th', header)}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}
