import { html, type Markup } from './markup.ts';
import { CHARACTER, clip, tickLabel } from './number.ts';
import { linearScale } from './scale.ts';

/** One bar from a figure to another, such as what an input does to an outcome. */
export interface RangeBar {
  name: string;
  from: number;
  to: number;
  /** Whether it counts against: drawn in the colour of mistakes. */
  less?: boolean;
}

export interface RangeBars {
  /** Said to those who cannot see it. */
  title: string;
  bars: readonly RangeBar[];
  format?: (value: number) => string;
  width?: number;
}

/**
 * Draws a tornado: bars on one scale below each other, named at the left, their ends written beside them.
 *
 * @example
 * rangeBars({ title: 'Cash at the end', bars: [{ name: 'price', from: 1e6, to: 4e6 }] })
 */
export function rangeBars({ title, bars, format = tickLabel, width = 760 }: RangeBars): Markup {
  const names = bars.map(({ name }) => clip(name, 26));
  const ends = bars.flatMap(({ from, to }) => [from, to]).filter(Number.isFinite);
  const label = 10 + CHARACTER * Math.max(1, ...ends.map((end) => format(end).length));
  const left = 12 + CHARACTER * Math.max(1, ...names.map((name) => name.length));
  const x = linearScale([Math.min(...ends), Math.max(...ends)], [left + label, width - label]);
  const row = 26;
  return html`<svg class="chart wide" viewBox="0 0 ${width} ${bars.length * row + 4}" role="img" aria-label="${title}">
${bars.map(({ name, from, to, less }, i) => {
  const [start, end] = [x(Math.min(from, to)), x(Math.max(from, to))];
  const y = i * row + 4;
  return html`<text x="${px(left)}" y="${y + 14}" text-anchor="end">${names[i]!}</text><rect class="${less === true ? 'less' : 'more'}" x="${px(start)}" y="${y}" width="${px(Math.max(1.5, end - start))}" height="18" rx="2"><title>${name}: ${format(from)} to ${format(to)}</title></rect><text class="tick" x="${px(start - 6)}" y="${y + 14}" text-anchor="end">${format(Math.min(from, to))}</text><text class="tick" x="${px(end + 6)}" y="${y + 14}">${format(Math.max(from, to))}</text>`;
})}
</svg>`;
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
