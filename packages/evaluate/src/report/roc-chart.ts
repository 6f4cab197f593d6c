import type { ClassificationReport } from '../classification.ts';
import { lineChart } from './line-chart.ts';
import { html, type Markup } from './markup.ts';
import { figure } from './number.ts';

/** So many classes get a colour: all when they are few, else the weakest. */
const COLOURED = 8;

/**
 * Draws the ROC curve of every class against the rest; of more than eight the weakest five stand out.
 *
 * @example
 * rocChart(report)
 */
export function rocChart(report: ClassificationReport): Markup {
  const curves = report.roc.flatMap((curve, c) => {
    const area = report.auc.perClass[c];
    return curve === null || area === null || area === undefined ? [] : [{ ...curve, area, name: report.classes[c]! }];
  });
  const weakest = [...curves].sort((a, b) => a.area - b.area).slice(0, curves.length <= COLOURED ? COLOURED : 5);
  const legend = curves.length <= COLOURED ? [...weakest].reverse() : weakest;
  const tone = (curve: (typeof curves)[number]) => (weakest.includes(curve) ? { tone: legend.indexOf(curve) } : {});
  // Plain curves first, so that the coloured ones lie above them.
  const ordered = [...curves.filter((curve) => !weakest.includes(curve)), ...weakest];
  const chart = lineChart({
    title: 'ROC curves',
    width: 440,
    height: 400,
    xLabel: 'false positive rate',
    yLabel: 'true positive rate',
    xDomain: [0, 1],
    yDomain: [0, 1],
    diagonal: true,
    lines: ordered.map((curve) => ({
      name: `${curve.name}: ${figure(curve.area)}`,
      label: '',
      x: curve.fpr,
      y: curve.tpr,
      ...tone(curve),
    })),
  });
  const rest = curves.length - legend.length;
  return html`${chart}<ul class="legend">${legend.map((curve, i) => html`<li><span class="key tone-${i}"></span><span class="name">${curve.name}</span><span class="of">${figure(curve.area)}</span></li>`)}${rest > 0 && html`<li><span class="key tone-none"></span><span class="name">${rest} others</span><span class="of">better</span></li>`}</ul>`;
}
