import { html, linearScale, type Markup, percent } from '@capstan/page';
import type { Interval } from '../../metrics/intervals/interval.ts';

/**
 * Draws a share as a point with its interval as a bar, on a scale that ends at 100 % and begins where the interval can be seen.
 *
 * @example
 * intervalBar(report.accuracy, report.accuracyInterval)
 */
export function intervalBar(value: number, { low, high }: Interval): Markup {
  const from = Math.max(0, Math.floor((1 - 2.2 * (1 - low)) * 20) / 20);
  const x = linearScale([from, 1], [4, 196]);
  return html`<svg class="interval" viewBox="0 0 200 26" role="img" aria-label="Between ${percent(low)} and ${percent(high)}">
<line class="track" x1="4" x2="196" y1="8" y2="8"/>
<line class="range" x1="${px(x(low))}" x2="${px(x(high))}" y1="8" y2="8"/>
<circle class="point" cx="${px(x(value))}" cy="8" r="4"/>
<text class="tick" x="4" y="24">${percent(from, 0)}</text><text class="tick" x="196" y="24" text-anchor="end">100 %</text>
</svg>`;
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
