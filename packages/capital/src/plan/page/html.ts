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
body{font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;color:#1c1c1c;background:#fff;max-width:1160px;margin:0 auto;padding:24px 20px;-webkit-print-color-adjust:exact;print-color-adjust:exact}
header{border-bottom:2px solid #1d5fa8;padding-bottom:6px;margin-bottom:10px}h1{font-size:30px;margin:0;letter-spacing:-.01em;overflow-wrap:anywhere}header p{margin:2px 0}
h2{font-size:19px;margin:28px 0 6px;color:#1d5fa8;break-after:avoid}.lead{font-weight:600;margin:2px 0 8px;max-width:80ch}.small,.notes,.detail{color:#595959;font-size:13px}.notes{margin:4px 0;max-width:100ch}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums;margin:4px 0 8px}td,th{padding:3px 8px;text-align:right;font-weight:400;vertical-align:top;border-bottom:1px solid #eee;white-space:nowrap}td:first-child,th:first-child{padding-left:0}td.w,td.detail{white-space:normal;min-width:7em}
th{color:#595959;font-size:13px;border-bottom:1px solid #bbb;vertical-align:bottom;white-space:normal}td.w,th.w{text-align:left}tr{break-inside:avoid}tr.more td{border-bottom:1px solid #eee;padding-top:0}tr.has td{border-bottom:none;padding-bottom:0}
.charts{display:grid;grid-template-columns:1fr 1fr;gap:20px}figure{margin:0 0 6px;break-inside:avoid;min-width:0}figure.wide{grid-column:1/-1;overflow-x:auto}figcaption{font-size:13px;color:#595959}svg{width:100%;height:auto;display:block}figure.wide svg{max-width:880px}
ol{margin:4px 0;padding-left:20px;max-width:100ch}li{margin:3px 0;break-inside:avoid}footer{margin-top:20px;color:#595959;font-size:13px;border-top:1px solid #bbb;padding-top:6px}
@media (max-width:700px){body{padding:14px 12px}.charts{grid-template-columns:1fr}figure.wide svg{width:760px;max-width:none}h1{font-size:25px}.detail{max-width:88vw}}
@media print{body{padding:0;max-width:none;font-size:9.5pt}table,.lead{font-size:8.5pt}.small,.notes,.detail,th,figcaption,footer{font-size:8pt}h1{font-size:20pt}h2{font-size:12pt;margin-top:12pt}.scroll,figure.wide{overflow:visible}.charts{gap:5mm}}`;

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
