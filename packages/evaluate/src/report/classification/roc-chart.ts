import { figure, html, lineChart, type Markup, percent } from '@capstan/page';
import type { ClassificationReport } from '../../classification/classification.ts';

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
  const tone = (curve: (typeof curves)[number]) => (weakest.includes(curve) ? { tone: weakest.indexOf(curve) } : {});
  const window = zoom(weakest[0]?.area ?? 0);
  // Plain curves first, so that the coloured ones lie above them.
  const ordered = [...curves.filter((curve) => !weakest.includes(curve)), ...weakest];
  const chart = lineChart({
    title: 'ROC curves',
    width: 440,
    height: 400,
    xLabel: 'false positive rate',
    yLabel: 'true positive rate',
    xDomain: [0, window],
    yDomain: [1 - window, 1],
    diagonal: true,
    lines: ordered.map((curve) => ({
      name: `${curve.name}: ${figure(curve.area)}`,
      label: '',
      ...(curves.length > 20 && !weakest.includes(curve) ? coarse(curve) : { x: curve.fpr, y: curve.tpr }),
      ...tone(curve),
    })),
  });
  const rest = curves.length - weakest.length;
  return html`${chart}${window < 1 && html`<p class="small">Only the upper left corner is drawn, where the curves differ: up to ${percent(window, 0)} false positives.</p>`}<ul class="legend">${weakest.map((curve, i) => html`<li><span class="key tone-${i}"></span><span class="name">${curve.name}</span><span class="of">${figure(curve.area)}</span></li>`)}${rest > 0 && html`<li><span class="key tone-none"></span><span class="name">${rest} others</span><span class="of">better</span></li>`}</ul>`;
}

/** A curve of the many in grey: a point every fiftieth of the square is enough. */
function coarse({ fpr, tpr }: { fpr: number[]; tpr: number[] }): { x: number[]; y: number[] } {
  const out = { x: [0], y: [0] };
  for (let i = 1; i < fpr.length; i++) {
    if (fpr[i]! - out.x.at(-1)! + tpr[i]! - out.y.at(-1)! < 1 / 50 && i < fpr.length - 1) continue;
    out.x.push(fpr[i]!);
    out.y.push(tpr[i]!);
  }
  return out;
}

/** How much of the square to draw: curves of good classifiers all lie in its corner. */
function zoom(area: number): number {
  return area > 0.998 ? 0.1 : area > 0.97 ? 0.25 : 1;
}
