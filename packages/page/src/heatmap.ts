import { displayWidth } from '@capstan/base';
import { html, type Markup } from './markup.ts';
import { clip, count, percent } from './number.ts';

/** Pixels of the smallest type, however narrow the screen: what is wider is scrolled. */
const LEAST_TYPE = 11;

/**
 * Draws a confusion matrix: the shade is the share of the true class; what is right is in the accent colour, mistakes in red.
 *
 * @param confusion rows are the truth, columns the prediction
 * @example
 * heatmap([[90, 10], [5, 95]], ['cat', 'dog'])
 */
export function heatmap(confusion: readonly (readonly number[])[], classes: readonly string[]): Markup {
  const size = classes.length;
  const cell = size <= 4 ? 64 : size <= 12 ? 42 : size <= 24 ? 28 : Math.max(size <= 58 ? LEAST_TYPE : 2, 540 / size);
  const labels = cell >= LEAST_TYPE;
  const counts = size <= 24;
  const names = classes.map((name) => clip(name, 18));
  const longest = labels ? Math.max(...names.map(displayWidth)) : 0;
  const fontSize = cell >= 20 ? 12 : LEAST_TYPE;
  const left = 32 + longest * fontSize * 0.62;
  const turned = longest * 7.2 > cell - 4;
  const top = 26 + (labels ? (turned ? longest * fontSize * 0.62 : 16) : 0);
  const [width, height] = [left + size * cell + 2, top + size * cell + 2];
  const cells = confusion.flatMap((row, truth) => {
    const total = row.reduce((sum, n) => sum + n, 0);
    return row.flatMap((n, predicted) => (n > 0 || counts ? [drawCell(n, total, truth, predicted)] : []));
  });
  return html`<svg class="heatmap" viewBox="0 0 ${round(width)} ${round(height)}" style="min-width:${round(width)}px;max-width:${round(width * 1.15)}px" role="img" aria-label="Confusion matrix of ${size} classes">
<text class="axis-label" x="${round(left)}" y="12">predicted</text>
<text class="axis-label" transform="translate(11 ${round(top + (size * cell) / 2)}) rotate(-90)" text-anchor="middle">truth</text>
${labels && names.map((name, i) => html`<text class="cell-label" style="font-size:${fontSize}px" x="${round(left - 7)}" y="${round(top + (i + 0.5) * cell + fontSize * 0.35)}" text-anchor="end">${name}</text>`)}
${labels && names.map((name, i) => columnLabel(name, left + (i + 0.5) * cell))}
${!counts && html`<rect x="${round(left)}" y="${round(top)}" width="${round(size * cell)}" height="${round(size * cell)}" style="fill:var(--empty)"/>`}
${cells}
</svg>`;

  function columnLabel(name: string, x: number): Markup {
    return turned
      ? html`<text class="cell-label" style="font-size:${fontSize}px" transform="translate(${round(x + fontSize * 0.35)} ${round(top - 7)}) rotate(-90)">${name}</text>`
      : html`<text class="cell-label" style="font-size:${fontSize}px" x="${round(x)}" y="${round(top - 8)}" text-anchor="middle">${name}</text>`;
  }

  function drawCell(n: number, total: number, truth: number, predicted: number): Markup {
    const share = total === 0 ? 0 : n / total;
    const right = truth === predicted;
    // Mistakes are few where a model is good: their shade grows with the root, so that one in a hundred can be seen.
    const shade = right ? share * 0.92 : n === 0 ? 0 : 0.1 + 0.82 * Math.sqrt(share);
    const [x, y] = [round(left + predicted * cell), round(top + truth * cell)];
    const gap = cell >= 20 ? 2 : cell >= 8 ? 1 : 0;
    const side = round(cell - gap);
    const tip = html`<title>${classes[truth]} → ${classes[predicted]}: ${count(n)} (${percent(share)} of ${count(total)})</title>`;
    const fill =
      n === 0
        ? 'var(--empty)'
        : `color-mix(in oklab, var(--${right ? 'accent' : 'wrong'}) ${Math.round(shade * 100)}%, var(--empty))`;
    const text =
      counts &&
      n > 0 &&
      html`<text class="cell-count${shade > 0.5 ? ' on' : ''}" x="${round(x + side / 2)}" y="${round(y + side / 2 + 4.3)}" text-anchor="middle">${cell < 40 && n >= 1000 ? compact(n) : count(n)}</text>`;
    return html`<g><rect x="${x}" y="${y}" width="${side}" height="${side}" rx="${gap}" style="fill:${fill}"/>${text}${tip}</g>`;
  }
}

function compact(n: number): string {
  return Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 2 }).format(n);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
