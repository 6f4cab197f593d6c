import { html, type Markup, section } from '@capstan/page';
import type { Curve } from '../classification/training-curves.ts';
import { type EvaluationPage, evaluationPage, trainingSection } from '../evaluation-page.ts';

/** A table of a report: what is said of it, and its cells as they are shown. */
export interface FigureTable {
  title: string;
  about: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

/** What goes into a report of figures and tables. */
export interface FigureReport extends EvaluationPage {
  /** What was evaluated, such as "120 sentences of test". */
  about: string;
  /** The figures that come first, each with its name. */
  headline: readonly (readonly [name: string, value: string])[];
  tables: readonly FigureTable[];
  curves?: readonly Curve[];
}

/**
 * Writes a report of figures and tables as one HTML file that loads nothing from elsewhere, with curves, parameters and cost.
 *
 * @example
 * await writeFile('report.html', figureReport({ title: 'Names', about: '120 sentences of test', headline: [['F1', '91.2 %']], tables: [] }));
 */
export function figureReport(input: FigureReport): string {
  const { about, headline, tables, curves } = input;
  const figures = headline.map(
    ([name, value]) =>
      html`<div class="figure"><div class="label">${name}</div><div class="value">${value}</div></div>`,
  );
  return evaluationPage(input, about, html`<div class="figures">${figures}</div>`, [
    trainingSection(curves),
    ...tables.map((table) => section(table.title, table.about, cells(table))),
  ]);
}

const cells = ({ head, rows }: FigureTable): Markup =>
  html`<div class="card"><table><thead><tr>${head.map((name, i) => html`<th class="${i === 0 ? '' : 'n'}">${name}</th>`)}</tr></thead><tbody>${rows.map(
    (row) => html`<tr>${row.map((cell, i) => html`<td class="${i === 0 ? '' : 'n'}">${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;
