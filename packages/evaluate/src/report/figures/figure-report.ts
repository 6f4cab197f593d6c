import { html, type Markup, page, section } from '@capstan/page';
import type { ReportCard } from '../classification/html-report.ts';
import { bill, type ReportRun, runFacts } from '../classification/run-facts.ts';
import { type Curve, trainingCurves } from '../classification/training-curves.ts';

/** A table of a report: what is said of it, and its cells as they are shown. */
export interface FigureTable {
  title: string;
  about: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

/** What goes into a report of figures and tables. */
export interface FigureReport {
  title: string;
  /** What was evaluated, such as "120 sentences of test". */
  about: string;
  /** The figures that come first, each with its name. */
  headline: readonly (readonly [name: string, value: string])[];
  tables: readonly FigureTable[];
  run?: ReportRun;
  curves?: readonly Curve[];
  card?: Pick<ReportCard, 'architecture'>;
  /** When it was written; now when not given. */
  date?: Date;
}

/**
 * Writes a report of figures and tables as one HTML file that loads nothing from elsewhere, with curves, parameters and cost.
 *
 * @example
 * await writeFile('report.html', figureReport({ title: 'Names', about: '120 sentences of test', headline: [['F1', '91.2 %']], tables: [] }));
 */
export function figureReport(input: FigureReport): string {
  const { title, about, headline, tables, run, card } = input;
  const charts = trainingCurves(input.curves ?? []);
  const date = (input.date ?? new Date()).toISOString().slice(0, 10);
  return page(
    title,
    html`<header><div class="eyebrow">Evaluation report</div><h1>${title}</h1><div class="facts"><span>${date}</span>${card && html`<span>${card.architecture}</span>`}<span>${about}</span></div><div class="figures">${headline.map(([name, value]) => html`<div class="figure"><div class="label">${name}</div><div class="value">${value}</div></div>`)}</div></header>
${charts.length > 0 && section('Training', 'How the model learned; validation examples were never trained on.', html`<div class="pair">${charts}</div>`)}
${tables.map((table) => section(table.title, table.about, cells(table)))}
${run && section('Run', 'What it took, and all that is needed to do it again.', html`${bill(run)}<div style="height:14px"></div>${runFacts(run)}`)}
<footer>Written by Capstan on ${date}. This file loads nothing from elsewhere.</footer>`,
  );
}

const cells = ({ head, rows }: FigureTable): Markup =>
  html`<div class="card"><table><thead><tr>${head.map((name, i) => html`<th class="${i === 0 ? '' : 'n'}">${name}</th>`)}</tr></thead><tbody>${rows.map(
    (row) => html`<tr>${row.map((cell, i) => html`<td class="${i === 0 ? '' : 'n'}">${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;
