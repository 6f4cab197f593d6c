import { html, percent } from '@capstan/page';
import { reliability } from '../reliability.ts';
import { rocChart } from '../roc-chart.ts';
import type { ReportSection } from './contract.ts';

export const certainty: ReportSection = {
  title: 'Certainty',
  place: 40,
  lead: () =>
    'Left: how many of a class are found at the price of how many false alarms, at every threshold. Right: whether the model is as often right as it is sure; red is certainty that is not earned, and the bars below count the predictions.',
  draw: ({ report }) =>
    html`<div class="pair"><div class="card"><h3>ROC, each class against the rest</h3>${rocChart(report)}</div><div class="card"><h3>Reliability</h3>${reliability(report.calibration)}<p class="small">Expected calibration error ${percent(report.calibration.ece)}: so far is certainty from truth on average.</p></div></div>`,
};
