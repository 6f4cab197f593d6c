import { figure, html, lineChart, type Markup } from '@capstan/page';
import type { ClassificationReport } from '../../classification/classification.ts';

/** So many classes get a colour: all when they are few, else the weakest. */
const COLOURED = 8;

/**
 * Draws precision over recall of every class against the rest; of more than eight the weakest stand out.
 *
 * @example
 * precisionRecallChart(report)
 */
export function precisionRecallChart(report: ClassificationReport): Markup {
  const curves = report.precisionRecall.flatMap((curve, c) => {
    const area = report.averagePrecision.perClass[c];
    return curve && typeof area === 'number' ? [{ ...curve, area, name: report.classes[c]! }] : [];
  });
  const weakest = [...curves].sort((a, b) => a.area - b.area).slice(0, COLOURED);
  const lowest = Math.min(1, ...curves.flatMap(({ precision }) => precision));
  const chart = lineChart({
    title: 'Precision over recall',
    width: 440,
    height: 400,
    xLabel: 'recall',
    yLabel: 'precision',
    xDomain: [0, 1],
    yDomain: [Math.max(0, Math.floor(lowest * 10) / 10), 1],
    lines: [...curves.filter((curve) => !weakest.includes(curve)), ...weakest].map((curve) => ({
      name: `${curve.name}: ${figure(curve.area)}`,
      label: '',
      x: curve.recall.toReversed(), // recall falls with the threshold
      y: curve.precision.toReversed(),
      ...(weakest.includes(curve) ? { tone: weakest.indexOf(curve) } : {}),
    })),
  });
  return html`${chart}<ul class="legend">${weakest.map((curve, i) => html`<li><span class="key tone-${i}"></span><span class="name">${curve.name}</span><span class="of">${figure(curve.area)}</span></li>`)}</ul><p class="small">Beside each class its average precision.</p>`;
}
