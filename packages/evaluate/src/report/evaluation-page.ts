import { html, type Markup, page, section } from '@capstan/page';
import type { ReportCard } from './classification/html-report.ts';
import { bill, type ReportRun, runFacts } from './classification/run-facts.ts';
import { type Curve, trainingCurves } from './classification/training-curves.ts';

/** What every report of an evaluation may say beside its figures. */
export interface EvaluationPage {
  title: string;
  /** The run as the ledger has it. */
  run?: ReportRun;
  card?: Pick<ReportCard, 'architecture'>;
  /** When it was written; now when not given. */
  date?: Date;
}

/** A section of a page; false where there is nothing to draw it from. */
type Section = Markup | false;

/**
 * The page of an evaluation: what was evaluated, the figures that come first, sections, and the run with its cost.
 *
 * @param about what was evaluated, such as "120 numbers of test"
 */
export function evaluationPage(
  { title, run, card, date = new Date() }: EvaluationPage,
  about: string,
  headline: Markup,
  sections: readonly Section[],
): string {
  const day = date.toISOString().slice(0, 10);
  return page(
    title,
    html`<header><div class="eyebrow">Evaluation report</div><h1>${title}</h1><div class="facts"><span>${day}</span>${card && html`<span>${card.architecture}</span>`}<span>${about}</span></div>${headline}</header>
${sections}
${run && section('Run', 'What it took, and all that is needed to do it again.', html`${bill(run)}<div style="height:14px"></div>${runFacts(run)}`)}
<footer>Written by Capstan on ${day}. This file loads nothing from elsewhere.</footer>`,
  );
}

/** The curves of a training; false where there are none. @param what was never trained on, such as pictures */
export function trainingSection(curves: readonly Curve[] = [], what = 'examples'): Section {
  const charts = trainingCurves(curves);
  const lead = `How the model learned; validation ${what} were never trained on.`;
  return charts.length > 0 && section('Training', lead, html`<div class="pair">${charts}</div>`);
}
