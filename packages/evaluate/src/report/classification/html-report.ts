import { count, html, page, plural, type ReportFinding, type ReportImage, section } from '@capstan/page';
import type { ClassificationReport } from '../../classification/classification.ts';
import { EvaluateError } from '../../errors.ts';
import { headline, verdict } from './headline.ts';
import type { ReportRun } from './run-facts.ts';
import type { ReportMatter } from './sections/contract.ts';
import { sections } from './sections/list.ts';
import type { Curve } from './training-curves.ts';

/**
 * What a report says of a model.
 *
 * @unguarded within: `ModelCard` of @capstan/models is one, with more
 */
export interface ReportCard {
  architecture: string;
  classes: readonly string[];
}

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
  card?: ReportCard;
  /** Metrics of the run. */
  curves?: readonly Curve[];
  images?: readonly ReportImage[];
  findings?: readonly ReportFinding[];
  /** When it was written; now when not given. */
  date?: Date;
}

/**
 * Writes a report as one HTML file that loads nothing from elsewhere: figures with intervals, curves, confusion matrix, classes,
 * calibration, thresholds, pictures, findings, parameters and cost; light, dark and for print.
 *
 * @throws {EvaluateError} empty — without a split
 * @throws {PageError} image-invalid — where it is no picture
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
  const { run } = input;
  const matter: ReportMatter = {
    splits,
    report,
    run,
    curves: input.curves ?? [],
    images: input.images ?? [],
    findings: input.findings,
  };
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
${sections.map((each) => {
  const drawn = each.draw(matter);
  return drawn && section(each.title, each.lead(matter), drawn);
})}
<footer>Written by Capstan on ${date}. Intervals at 95 %: bootstrap over the examples, Wilson where all or none are right. This file loads nothing from elsewhere.</footer>`,
  );
}
