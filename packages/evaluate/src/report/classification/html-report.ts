import {
  clip,
  count,
  figure,
  findingList,
  gallery,
  heatmap,
  html,
  type Markup,
  page,
  percent,
  plural,
  type ReportFinding,
  type ReportImage,
  section,
} from '@capstan/page';
import type { ClassificationReport } from '../../classification/classification.ts';
import { EvaluateError } from '../../errors.ts';
import { classTable } from './class-table.ts';
import { confusions, headline, verdict } from './headline.ts';
import { reliability } from './reliability.ts';
import { rocChart } from './roc-chart.ts';
import { bill, type ReportRun, runFacts } from './run-facts.ts';
import { type Curve, trainingCurves } from './training-curves.ts';

/** What goes into a report; everything but the title and one of the splits may be left out. */
export interface HtmlReport {
  title: string;
  /** Leads the report. */
  test?: ClassificationReport;
  /** Leads where there is no test. */
  validation?: ClassificationReport;
  /** The run as the ledger has it. */
  run?: ReportRun;
  /** The model's card. */
  card?: { architecture: string; classes: readonly string[] };
  /** Metrics of the run. */
  curves?: readonly Curve[];
  images?: readonly ReportImage[];
  findings?: readonly ReportFinding[];
  /** When it was written; now when not given. */
  date?: Date;
}

/**
 * Writes a report as one HTML file that loads nothing from elsewhere: figures with intervals, curves, confusion matrix, classes,
 * calibration, pictures, findings, parameters and cost; light, dark and for print.
 *
 * @throws empty without a split, image-invalid
 * @example
 * await writeFile('report.html', htmlReport({ title: 'Digits', run: ledger.run(id), test: report }));
 */
export function htmlReport(input: HtmlReport): string {
  const splits: [string, ClassificationReport][] = [];
  if (input.test) splits.push(['test', input.test]);
  if (input.validation) splits.push(['validation', input.validation]);
  const [lead, other] = splits;
  if (lead === undefined)
    throw new EvaluateError(
      'empty',
      'htmlReport: expected a report of test or validation, received neither. Make one with classification().',
    );
  const [split, report] = lead;
  const { run, images = [] } = input;
  const mistakes = images
    .filter((image) => image.truth !== image.predicted)
    .sort((a, b) => b.confidence - a.confidence);
  const right = images.filter((image) => image.truth === image.predicted);
  const charts = trainingCurves(input.curves ?? []);
  const date = (input.date ?? new Date()).toISOString().slice(0, 10);
  return page(
    input.title,
    html`<header>
<div class="eyebrow">Evaluation report</div>
<h1>${input.title}</h1>
<div class="facts"><span>${date}</span>${input.card && html`<span>${input.card.architecture}</span>`}<span>${plural(report.classes.length, 'class', 'classes')}</span>${splits.map(([name, { count: n }]) => html`<span>${count(n)} ${name}</span>`)}${run && html`<span>run ${run.id}</span>`}</div>
${verdict(report, split)}
${headline(report, split, other, run?.cost)}
</header>
${charts.length > 0 && section('Training', 'How the model learned. Validation examples were never trained on: where its loss turns up while training goes on falling, the model begins to learn by heart.', html`<div class="pair">${charts}</div>`)}
${section('What is taken for what', 'Rows are the truth, columns what the model said. Blue on the diagonal is right; each red cell is one kind of mistake, its shade grown so that rare ones can be seen.', html`<div class="split"><div class="card">${heatmap(report.confusion, report.classes)}</div><div class="card"><h3>Most frequent mistakes</h3>${mistakeList(report)}</div></div>`)}
${section('Classes', 'Precision: how often the model is right when it names this class. Recall: how many of this class it finds. F1 joins the two.', classTable(report))}
${section('Certainty', 'Left: how many of a class are found at the price of how many false alarms, at every threshold. Right: whether the model is as often right as it is sure; red is certainty that is not earned, and the bars below count the predictions.', html`<div class="pair"><div class="card"><h3>ROC, each class against the rest</h3>${rocChart(report)}</div><div class="card"><h3>Reliability</h3>${reliability(report.calibration)}<p class="small">Expected calibration error ${percent(report.calibration.ece)}: so far is certainty from truth on average.</p></div></div>`)}
${mistakes.length > 0 && section('Surest mistakes', `Where the model was wrong and most certain: often a wrong label, a bad picture, or a class that needs more examples.`, gallery(mistakes.slice(0, 24)))}
${right.length > 0 && section('Right answers', 'What the model was shown and got right, for comparison.', gallery(right.slice(0, 24)))}
${section('All figures', 'The same measures on every split that was held back.', figuresTable(splits))}
${input.findings && section('Data', input.findings.length === 0 ? 'Nothing was found wrong with the data.' : 'What was found in the data before training.', findingList(input.findings))}
${run && section('Run', 'What it took, and all that is needed to do it again.', html`${bill(run)}<div style="height:14px"></div>${runFacts(run)}`)}
<footer>Written by Capstan on ${date}. Intervals at 95 %: bootstrap over the examples, Wilson where all or none are right. This file loads nothing from elsewhere.</footer>`,
  );
}

function mistakeList(report: ClassificationReport): Markup {
  const all = confusions(report);
  if (all.length === 0) return html`<p class="small">None.</p>`;
  const rest = all.slice(10).reduce((sum, mistake) => sum + mistake.count, 0);
  return html`<ul class="mistakes">${all.slice(0, 10).map((mistake) => html`<li><span class="what"><b>${clip(mistake.truth, 40)}</b> taken for <em>${clip(mistake.predicted, 40)}</em></span><span class="often">${count(mistake.count)} · ${percent(mistake.share)}</span></li>`)}</ul><p class="small">Counts, and shares of the true class.${rest > 0 && html` ${plural(rest, 'other mistake')} of ${plural(all.length - 10, 'kind')}.`}</p>`;
}

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
