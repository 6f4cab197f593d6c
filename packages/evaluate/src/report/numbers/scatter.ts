import { html, linearScale, type Markup, niceDomain, tickLabel, ticks } from '@capstan/page';

const SIZE = 440;
const LEFT = 60;
const BOTTOM = 36;
/** Dots that are drawn of many examples. */
const MOST = 2000;

/**
 * Draws predictions over truths with the diagonal; of many examples evenly chosen ones.
 *
 * @param truths (N)
 * @param predictions (N)
 * @example
 * scatter([1, 2, 3], [1.1, 1.9, 3.2])
 */
export function scatter(truths: ArrayLike<number>, predictions: ArrayLike<number>): Markup {
  const every = Math.max(1, Math.ceil(truths.length / MOST));
  const points: [number, number][] = [];
  for (let i = 0; i < truths.length; i += every) points.push([truths[i]!, predictions[i]!]);
  const finite = points.flat().filter(Number.isFinite);
  const domain = niceDomain([Math.min(...finite), Math.max(...finite)], 5);
  const x = linearScale(domain, [LEFT, SIZE - 8]);
  const y = linearScale(domain, [SIZE - BOTTOM, 8]);
  const [low, high] = domain;
  return html`<svg class="chart" viewBox="0 0 ${SIZE} ${SIZE}" role="img" aria-label="Predicted over true">
${ticks(domain, 5).map((at) => html`<line x1="${LEFT}" x2="${SIZE - 8}" y1="${y(at).toFixed(1)}" y2="${y(at).toFixed(1)}" stroke="var(--grid)"/><text x="${LEFT - 6}" y="${(y(at) + 4).toFixed(1)}" text-anchor="end" class="tick">${tickLabel(at)}</text><text x="${x(at).toFixed(1)}" y="${SIZE - BOTTOM + 18}" text-anchor="middle" class="tick">${tickLabel(at)}</text>`)}
<line x1="${x(low).toFixed(1)}" y1="${y(low).toFixed(1)}" x2="${x(high).toFixed(1)}" y2="${y(high).toFixed(1)}" stroke="var(--faint)" stroke-dasharray="4 4"/>
${points.map(([truth, predicted]) => html`<circle cx="${x(truth).toFixed(1)}" cy="${y(predicted).toFixed(1)}" r="2.5" fill="var(--accent)" fill-opacity="0.5"/>`)}
<text x="${SIZE - 8}" y="${SIZE - 4}" text-anchor="end" class="axis-label">true</text><text x="${LEFT}" y="${14}" class="axis-label">predicted</text></svg>`;
}
