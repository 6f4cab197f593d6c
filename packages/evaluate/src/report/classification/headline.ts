import { type Cost, formatDuration, formatEnergy, formatMoney } from '@capstan/ledger';
import { clip, count, figure, figureCard, html, type Markup, percent, plural } from '@capstan/page';
import type { ClassificationReport } from '../../classification/classification.ts';
import { intervalBar } from './interval-bar.ts';

/** One true class taken for another. */
export interface Confusion {
  truth: string;
  predicted: string;
  count: number;
  /** Of the true class. */
  share: number;
}

/** The kinds of mistakes, most frequent first. */
export function confusions({ confusion, classes, perClass }: ClassificationReport): Confusion[] {
  const out: Confusion[] = [];
  for (const [t, row] of confusion.entries())
    for (const [p, n] of row.entries())
      if (t !== p && n > 0)
        out.push({ truth: classes[t]!, predicted: classes[p]!, count: n, share: n / perClass[t]!.support });
  return out.sort((a, b) => b.count - a.count || b.share - a.share);
}

/** The result in two sentences, for those who read nothing else. */
export function verdict(report: ClassificationReport, split: string): Markup {
  const right = Math.round(report.accuracy * report.count);
  const { low, high } = report.accuracyInterval;
  const [worst] = confusions(report);
  const weakest = report.perClass.filter((row) => row.support > 0).reduce((a, b) => (b.recall < a.recall ? b : a));
  return html`<p class="verdict"><b>${count(right)} of ${plural(report.count, `${split} example`)}</b> are classified right; on other examples of the same kind expect between ${percent(low)} and ${percent(high)}. ${
    worst === undefined
      ? 'There is no mistake to show.'
      : html`The most frequent mistake is <b>${clip(worst.truth, 40)}</b> taken for <b>${clip(worst.predicted, 40)}</b>, ${worst.count === 1 ? 'once' : `${count(worst.count)} times`}; the class that is missed most is <b>${clip(weakest.class, 40)}</b>, found ${percent(weakest.recall)} of the time.`
  }</p>`;
}

/** The figures that matter, each with its interval or its neighbour on the other split. */
export function headline(
  report: ClassificationReport,
  split: string,
  other: [string, ClassificationReport] | undefined,
  cost: Cost | undefined,
): Markup {
  const beside = (value: (report: ClassificationReport) => string) =>
    other && html`; on ${other[0]} ${value(other[1])}`;
  const areas = report.auc.macro;
  return html`<div class="figures">
${figureCard(`Accuracy on ${split}`, big(report.accuracy), html`95 % interval ${range(report.accuracyInterval)}${beside((r) => percent(r.accuracy))}`, intervalBar(report.accuracy, report.accuracyInterval))}
${figureCard('F1, mean over the classes', big(report.macro.f1), html`95 % interval ${range(report.macroF1Interval)}${beside((r) => percent(r.macro.f1))}`, intervalBar(report.macro.f1, report.macroF1Interval))}
${figureCard('Area under ROC', areas === null ? '–' : areas.toFixed(4), html`mean over the classes, each against the rest${beside((r) => figure(r.auc.macro))}. 1 is perfect, 0.5 is guessing.`)}
${
  cost === undefined
    ? figureCard('Log loss', figure(report.logLoss), html`calibration error ${percent(report.calibration.ece)}`)
    : figureCard(
        'Cost of the run',
        formatMoney(cost.money, cost.currency),
        html`${formatDuration(cost.seconds)}, ${formatEnergy(cost.energyWh)}. Price and source are at the end.`,
      )
}
</div>`;
}

function big(share: number): Markup {
  return html`${percent(share).replace(' %', '')}<small> %</small>`;
}

function range({ low, high }: { low: number; high: number }): string {
  return `${percent(low).replace(' %', '')} – ${percent(high)}`;
}
