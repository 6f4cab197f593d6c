import {
  type BoxPicture,
  boxGallery,
  count,
  figure,
  figureCard,
  html,
  type Markup,
  percent,
  plural,
  section,
} from '@capstan/page';
import type { Curve } from '../report/classification/training-curves.ts';
import { type EvaluationPage, evaluationPage, trainingSection } from '../report/evaluation-page.ts';
import type { BoxReport } from './box-report.ts';

/** What goes into a report of a detector. */
export interface BoxPage extends EvaluationPage {
  /** Which pictures, such as `test`. */
  split: string;
  report: BoxReport;
  /** Some of them, with what was found. */
  pictures?: readonly BoxPicture[];
  curves?: readonly Curve[];
}

/**
 * Writes a report of a detector as one HTML file that loads nothing from elsewhere: its figures, the classes, pictures with the boxes
 * drawn, curves, parameters and cost.
 *
 * @throws {PageError} image-invalid — a picture is no data URL of one
 * @example await writeFile('report.html', boxPage({ title: 'Cells', split: 'test', report }));
 */
export function boxPage(input: BoxPage): string {
  const { split, report, pictures = [], curves } = input;
  return evaluationPage(input, `${plural(report.pictures, 'picture')} of ${split}`, headline(report), [
    section(
      'Classes',
      'Average precision: over all scores, how many of the boxes are right while how many of the things are found.',
      classTable(report),
    ),
    pictures.length > 0 &&
      section(
        'Pictures',
        'Those with the most mistakes first. Green was found, dashed orange was missed, red is not there.',
        boxGallery(pictures),
      ),
    trainingSection(curves, 'pictures'),
  ]);
}

function headline({ map50, map, countError, countFrom, pictures }: BoxReport): Markup {
  return html`<div class="figures">
${figureCard('mAP at 0.5', percent(map50), html`boxes that overlap the true one by half, of ${count(pictures)} pictures`)}
${figureCard('mAP, 0.5 to 0.95', percent(map), 'mean over ten overlaps, as COCO measures')}
${figureCard('Count error', figure(countError), html`things a picture, counted from a score of ${figure(countFrom)}`)}
</div>`;
}

function classTable({ classes }: BoxReport): Markup {
  const rows = classes.map(
    ({ name, truth, counted, ap50 }) =>
      html`<tr><td class="name">${name}</td><td class="n">${ap50 === null ? '–' : percent(ap50)}</td><td class="n">${count(truth)}</td><td class="n">${count(counted)}</td></tr>`,
  );
  return html`<div class="card narrow"><table><thead><tr><th>class</th><th class="n">AP at 0.5</th><th class="n">there</th><th class="n">counted</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** Letters of a figure's name in a terminal. */
const WIDTH = 44;

/** A detector's figures for a terminal. @example renderBoxes(report) */
export function renderBoxes({ map50, map, countError, countFrom, classes, pictures }: BoxReport): string {
  const row = (label: string, value: string) => `  ${label.padEnd(WIDTH)}${value}`;
  const share = (value: number | null) =>
    value === null || Number.isNaN(value) ? 'not defined' : `${(100 * value).toFixed(1)} %`;
  return [
    `${pictures.toLocaleString('en')} pictures`,
    row('mAP, overlap 0.5', share(map50)),
    row('mAP, overlap 0.5 to 0.95', share(map)),
    row(`count error, from a score of ${countFrom}`, `${countError.toFixed(2)} a picture`),
    ...classes.map(({ name, truth, counted, ap50 }) =>
      row(`${name}: AP 0.5, counted of there`, `${share(ap50)}, ${counted} of ${truth}`),
    ),
  ].join('\n');
}
