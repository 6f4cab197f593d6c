import { html, type Markup, percent } from '@capstan/page';
import type { ClassificationReport } from '../../../classification/classification.ts';
import { precisionRecallChart } from '../precision-recall-chart.ts';
import type { ReportMatter, ReportSection } from './contract.ts';

export const threshold: ReportSection = {
  title: 'Where to draw the line',
  place: 50,
  lead: ({ splits }) =>
    `Precision at every recall, each class against the rest, and the threshold with the best F1. ${splits.length > 1 ? 'It is chosen on validation; what it gives there and on test stands beside it.' : 'It is chosen on the examples that it is measured on: it will do a little worse on others.'}`,
  draw: (matter) =>
    matter.report.precisionRecall.every((curve) => curve === null) ? undefined : drawThreshold(matter),
};

/** With more classes than this the weakest are listed. */
const MOST = 12;

function drawThreshold({ splits, report }: ReportMatter): Markup {
  const chosenOn = splits.find(([name]) => name === 'validation')?.[1] ?? report;
  const rows = report.classes
    .flatMap((name, c) => {
      const chosen = chosenOn.thresholds[c];
      return chosen
        ? [{ name, chosen, there: chosenOn === report ? undefined : givesAt(report, c, chosen.threshold) }]
        : [];
    })
    .sort((a, b) => a.chosen.f1 - b.chosen.f1)
    .slice(0, MOST);
  const table = html`<table><thead><tr><th>class</th><th class="n">say it from</th><th class="n">precision</th><th class="n">recall</th><th class="n">F1</th></tr></thead><tbody>${rows.map(
    ({ name, chosen, there }) =>
      html`<tr><td>${name}</td><td class="n">${percent(chosen.threshold)}</td><td class="n">${both(chosen.precision, there?.precision)}</td><td class="n">${both(chosen.recall, there?.recall)}</td><td class="n">${percent(chosen.f1)}</td></tr>`,
  )}</tbody></table>`;
  return html`<div class="pair"><div class="card"><h3>Precision and recall</h3>${precisionRecallChart(report)}</div><div class="card"><h3>Thresholds</h3>${table}</div></div>`;
}

/** What a threshold gives on another split: read off its thinned curve. */
function givesAt({ precisionRecall }: ClassificationReport, c: number, threshold: number) {
  const curve = precisionRecall[c];
  if (!curve) return undefined;
  const at = curve.thresholds.findIndex((each) => each >= threshold); // they rise
  return at < 0 ? undefined : { precision: curve.precision[at]!, recall: curve.recall[at]! };
}

const both = (chosen: number, there: number | undefined) =>
  there === undefined ? percent(chosen) : `${percent(chosen)} · ${percent(there)}`;
