import { html, type Markup, page, section } from '@capstan/page';
import type { PlanReport } from '../report/report.ts';
import { convergence } from './convergence.ts';
import type { Picture, Section, Table } from './sections/contract.ts';
import { PAGE_SECTIONS } from './sections/index.ts';

/**
 * A plan's report as one HTML page for an investors' data room: no scripts, nothing fetched, light, dark and laid out for A4 paper,
 * so that the browser's print makes the PDF.
 *
 * @example writeFileSync('plan.html', renderPlanHtml(await planReport(plan)))
 */
export function renderPlanHtml(report: PlanReport): string {
  const { name, about, asOf, currency, months } = report;
  const made = PAGE_SECTIONS.flatMap(({ id, of, draw }) => {
    const found = of(report);
    return found ? [{ section: { id, ...found }, pictures: draw?.(report) ?? [] }] : [];
  });
  const annexes = made.flatMap(({ section: { annex } }) => annex ?? []);
  return page(
    name,
    html`<header><p class="eyebrow">Capital plan</p><h1>${name}</h1>${about !== undefined && html`<p class="verdict">${about}</p>`}
<p class="facts"><span>as of ${asOf}</span><span>${months[0]!.month} to ${months.at(-1)!.month}</span><span>in ${currency}</span></p></header>
${made.map(({ section: each, pictures }) => part(each, pictures))}
${annexes.length > 0 && section('Every assumption', '', html`<div class="card">${annexes.map(grid)}</div>`)}
<footer>${convergence(report)} Figures come with their ranges; none is a promise.</footer>`,
  );
}

function part({ title, lead = '', list = [], tables, notes = [] }: Section, pictures: readonly Picture[]): Markup {
  const full = tables.filter(({ rows }) => rows.length > 0);
  return section(
    title,
    lead,
    html`${drawn(pictures)}${list.length > 0 && html`<ol class="card reasons">${list.map((item) => html`<li>${item}</li>`)}</ol>`}${full.length > 0 && html`<div class="card">${full.map(grid)}</div>`}${notes.map((note) => html`<p class="notes">${note}</p>`)}`,
  );
}

function drawn(pictures: readonly Picture[]): Markup | false {
  if (pictures.length === 0) return false;
  const cards = pictures.map(
    ({ caption, drawing }) =>
      html`<figure class="card"><figcaption>${caption}</figcaption><div class="scroll">${drawing}</div></figure>`,
  );
  if (pictures.length > 1) return html`<div class="pair">${cards}</div>`;
  return pictures[0]!.wide === true ? html`${cards}` : html`<div class="narrow">${cards}</div>`;
}

function grid({ header, rows, left, words = [], sums = [], details }: Table): Markup {
  const wordy = (i: number): boolean => i < left || words.includes(i);
  const cells = (row: readonly string[]): Markup[] =>
    row.map((cell, i) => (wordy(i) ? html`<td>${cell}</td>` : html`<td class="n">${cell}</td>`));
  const body = rows.map((row, i) => {
    const more = details?.[i];
    const line = sums.includes(i) ? html`<tr class="sum">${cells(row)}</tr>` : html`<tr>${cells(row)}</tr>`;
    return html`${line}${more !== undefined && more !== '' && html`<tr class="more"><td colspan="${header.length}"><div class="detail">${more}</div></td></tr>`}`;
  });
  const head = header.map((title, i) => (wordy(i) ? html`<th>${title}</th>` : html`<th class="n">${title}</th>`));
  return html`<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}
