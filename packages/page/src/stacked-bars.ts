import { html, type Markup } from './markup.ts';
import { CHARACTER, clip, percent } from './number.ts';

export interface StackedBars {
  /** Said to those who cannot see it. */
  title: string;
  /** What the parts are, the same in every row. */
  parts: readonly string[];
  /** Shares of a whole: they add up to 1. */
  rows: readonly { readonly name: string; readonly shares: readonly number[] }[];
  format?: (share: number) => string;
  width?: number;
}

/**
 * Draws shares of a whole, one bar a row, with a legend below.
 *
 * @example
 * stackedBars({ title: 'Ownership', parts: ['Ada', 'Ben'], rows: [{ name: 'today', shares: [0.6, 0.4] }] })
 */
export function stackedBars({ title, parts, rows, format = percent, width = 760 }: StackedBars): Markup {
  const names = rows.map(({ name }) => clip(name, 26));
  const left = 12 + CHARACTER * Math.max(1, ...names.map((name) => name.length));
  const row = 30;
  const bar = (shares: readonly number[], y: number): Markup[] => {
    let from = left;
    return shares.map((share, i) => {
      const [start, size] = [from, (width - left) * share];
      from += size;
      const text = format(share);
      const label =
        size > 8 * text.length &&
        html`<text class="on" x="${px(start + size / 2)}" y="${y + 15}" text-anchor="middle">${text}</text>`;
      return html`<rect class="tone-${i % 8}" x="${px(start)}" y="${y}" width="${px(size)}" height="22"><title>${parts[i]}: ${text}</title></rect>${label}`;
    });
  };
  return html`<svg class="chart wide" viewBox="0 0 ${width} ${rows.length * row}" role="img" aria-label="${title}">
${rows.map(({ shares }, i) => html`<text x="${px(left - 8)}" y="${i * row + 17}" text-anchor="end">${names[i]!}</text>${bar(shares, i * row + 2)}`)}
</svg>
<ul class="legend">${parts.map((name, i) => html`<li><span class="key tone-${i % 8}"></span><span class="name">${name}</span></li>`)}</ul>`;
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
