import { count, html, linearScale, type Markup, percent } from '@capstan/page';
import type { Calibration, CalibrationBin } from '../../metrics/probabilities/calibration.ts';

/**
 * Draws how often a classifier is right against how sure it was, with the number of predictions below. On the diagonal 80 %
 * confidence is right 80 times in a hundred; red above a bar is what it claims too much, pale blue what it claims too little.
 *
 * @example
 * reliability(report.calibration)
 */
export function reliability({ bins }: Calibration): Markup {
  const [width, height] = [440, 400];
  const box = { left: 46, right: 426, top: 26, bottom: 300, floor: 364 };
  const x = linearScale([0, 1], [box.left, box.right]);
  const y = linearScale([0, 1], [box.bottom, box.top]);
  const total = bins.reduce((sum, bin) => sum + bin.count, 0);
  const most = Math.max(...bins.map((bin) => bin.count));
  const tall = linearScale([0, most], [0, box.floor - box.bottom - 22]);
  const filled = bins.filter((bin) => bin.count > 0);
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="Reliability: accuracy against confidence">
<text class="axis-label" x="8" y="12">accuracy</text>
<text class="axis-label" x="${box.right}" y="${height - 4}" text-anchor="end">confidence</text>
${[0, 0.25, 0.5, 0.75, 1].map((tick) => html`<line class="grid" x1="${box.left}" x2="${box.right}" y1="${px(y(tick))}" y2="${px(y(tick))}"/><text class="tick" x="${box.left - 8}" y="${px(y(tick) + 4)}" text-anchor="end">${tick * 100} %</text><text class="tick" x="${px(x(tick))}" y="${box.floor + 16}" text-anchor="middle">${tick * 100} %</text>`)}
${filled.map(drawBin)}
<line class="diagonal" x1="${box.left}" y1="${box.bottom}" x2="${box.right}" y2="${box.top}"/>
<line class="axis" x1="${box.left}" x2="${box.right}" y1="${box.bottom}" y2="${box.bottom}"/>
<line class="axis" x1="${box.left}" x2="${box.right}" y1="${box.floor}" y2="${box.floor}"/>
<text class="tick" x="${box.left - 8}" y="${box.floor - 4}" text-anchor="end">count</text>
</svg>`;

  function drawBin(bin: CalibrationBin): Markup {
    const across = html`x="${px(x(bin.low) + 1)}" width="${px(x(bin.high) - x(bin.low) - 2)}"`;
    const upright = (low: number, high: number) =>
      html`${across} y="${px(high)}" height="${px(Math.max(0, low - high))}"`;
    const [right, sure] = [y(bin.accuracy), y(bin.confidence)];
    const shared = Math.max(right, sure); // pixels grow downwards: the lower of the two
    const gap =
      right > sure
        ? html`<rect class="over" ${upright(right, sure)}/>`
        : html`<rect class="under" ${upright(sure, right)}/>`;
    return html`<g class="bin${bin.count / total < 0.002 ? ' thin' : ''}"><rect class="bar" ${upright(box.bottom, shared)}/>${gap}<rect class="mass" ${upright(box.floor, box.floor - Math.max(1, tall(bin.count)))}/><title>Confidence ${percent(bin.low, 0)} to ${percent(bin.high, 0)}: ${count(bin.count)} predictions, mean confidence ${percent(bin.confidence)}, right ${percent(bin.accuracy)}</title></g>`;
  }
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
