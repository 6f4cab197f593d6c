import { html, type Markup } from './markup.ts';
import { clip, tickLabel } from './number.ts';
import { linearScale, niceDomain, ticks } from './scale.ts';

/** One line of a chart. */
export interface Line {
  name: string;
  x: readonly number[];
  y: readonly number[];
  /** The band that the line is the middle of. */
  low?: readonly number[];
  high?: readonly number[];
  /** Which of the eight colours; grey when not given. */
  tone?: number;
  /** Written at the line's end; the name when not given, nothing when empty. */
  label?: string;
}

export interface LineChart {
  /** Said to those who cannot see it. */
  title: string;
  lines: readonly Line[];
  xLabel: string;
  yLabel?: string;
  xDomain?: readonly [number, number];
  yDomain?: readonly [number, number];
  format?: (value: number) => string;
  /** How a tick of the x axis is written; where it gives nothing, there is none. */
  xFormat?: (value: number) => string | undefined;
  width?: number;
  height?: number;
  /** From corner to corner: where a classifier without knowledge lies. */
  diagonal?: boolean;
  /** Mark the points of lines that have few. */
  dots?: boolean;
}

/** Width of a character at the 15.5 px that narrow screens are given, see style.ts. */
const PER_CHARACTER = 8.2;

/**
 * Draws lines over a grid, each named at its end; a value that is not finite breaks its line.
 *
 * @example
 * lineChart({ title: 'Loss', xLabel: 'epoch', yLabel: 'loss', lines: [{ name: 'train', x: [1, 2], y: [0.9, 0.4], tone: 0 }] })
 */
export function lineChart(chart: LineChart): Markup {
  const { lines, width = 520, height = 260, format = tickLabel, xFormat = tickLabel } = chart;
  const labelled = lines
    .map((line) => ({ line, text: clip(line.label ?? line.name, 22) }))
    .filter(({ text }) => text !== '');
  const longest = Math.max(0, ...labelled.map(({ text }) => text.length));
  const xDomain =
    chart.xDomain ??
    extent(
      lines.flatMap((line) => line.x),
      0,
    );
  const yDomain =
    chart.yDomain ??
    niceDomain(
      extent(
        lines.flatMap((line) => [...line.y, ...(line.low ?? []), ...(line.high ?? [])]),
        1,
      ),
      5,
    );
  const yTicks = ticks(yDomain, 5);
  // Room for the larger type of a narrow screen, where the chart is scaled down.
  const left = 14 + PER_CHARACTER * Math.max(...yTicks.map((tick) => format(tick).length));
  const top = chart.yLabel === undefined ? 8 : 26;
  const box = { left, right: width - 14 - (longest === 0 ? 0 : 8 + PER_CHARACTER * longest), top, bottom: height - 36 };
  const x = linearScale(xDomain, [box.left, box.right]);
  const y = linearScale(yDomain, [box.bottom, box.top]);
  const ends = spread(
    labelled.flatMap(({ line, text }) => endOf(line, text, y, yDomain)),
    17,
    box.top + 2,
    box.bottom,
  );
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${chart.title}">
${yTicks.map((tick) => html`<line class="grid" x1="${px(box.left)}" x2="${px(box.right)}" y1="${px(y(tick))}" y2="${px(y(tick))}"/><text class="tick" x="${px(box.left - 8)}" y="${px(y(tick) + 4)}" text-anchor="end">${format(tick)}</text>`)}
${xTicks(xDomain, xFormat, box.right - box.left).map(({ at, text }) => html`<text class="tick" x="${px(x(at))}" y="${px(box.bottom + 18)}" text-anchor="middle">${text}</text>`)}
<line class="axis" x1="${px(box.left)}" x2="${px(box.right)}" y1="${px(box.bottom)}" y2="${px(box.bottom)}"/>
${chart.yLabel !== undefined && html`<text class="axis-label" x="${px(box.left - 8)}" y="12">${chart.yLabel}</text>`}
<text class="axis-label" x="${px(box.right)}" y="${height - 4}" text-anchor="end">${chart.xLabel}</text>
${clipped(
  box,
  html`${chart.diagonal === true && html`<line class="diagonal" x1="${px(x(0))}" y1="${px(y(0))}" x2="${px(x(1))}" y2="${px(y(1))}"/>`}
${lines.map((line) => band(line, x, y))}
${lines.map((line) => stroke(line, x, y, chart.dots === true))}`,
)}
${ends.map(({ line, text, at }) => html`<text class="end ${tone(line)}" x="${px(box.right + 8)}" y="${px(at + 4)}">${text}</text>`)}
</svg>`;
}

/** Ticks as they are written, as many as have room. */
function xTicks(
  domain: readonly [number, number],
  format: (value: number) => string | undefined,
  width: number,
): { at: number; text: string }[] {
  const written = (count: number) =>
    ticks(domain, count).flatMap((at) => {
      const text = format(at);
      return text === undefined ? [] : [{ at, text }];
    });
  for (let count = 6; count > 1; count--) {
    const made = written(count);
    if (made.reduce((sum, { text }) => sum + PER_CHARACTER * text.length + 12, 0) <= width) return made;
  }
  return written(1);
}

type Scale = (value: number) => number;

/** A window that cuts off what lies outside of the domain, with room for half a line's width. */
function clipped(box: { left: number; right: number; top: number; bottom: number }, content: Markup): Markup {
  const [x, y] = [box.left - 4, box.top - 4];
  const [width, height] = [box.right - box.left + 8, box.bottom - box.top + 8];
  return html`<svg x="${px(x)}" y="${px(y)}" viewBox="${px(x)} ${px(y)} ${px(width)} ${px(height)}" width="${px(width)}" height="${px(height)}" overflow="hidden">${content}</svg>`;
}

function stroke(line: Line, x: Scale, y: Scale, dotted: boolean): Markup {
  let path = '';
  let pen = false;
  let points = 0;
  for (const [i, value] of line.y.entries()) {
    const drawn = Number.isFinite(value);
    if (drawn) path += `${pen ? 'L' : 'M'}${px(x(line.x[i]!))} ${px(y(value))}`;
    points += Number(drawn);
    pen = drawn;
  }
  const dots = dotted && points <= 12 && dotsOf(line, x, y);
  return html`<path class="line ${tone(line)}" d="${path}"><title>${line.name}</title></path>${dots}`;
}

function dotsOf(line: Line, x: Scale, y: Scale): Markup[] {
  return line.y.flatMap((value, i) =>
    Number.isFinite(value)
      ? [
          html`<circle class="dot ${tone(line)}" cx="${px(x(line.x[i]!))}" cy="${px(y(value))}" r="2.6"><title>${line.name}: ${tickLabel(value)} at ${tickLabel(line.x[i]!)}</title></circle>`,
        ]
      : [],
  );
}

function band(line: Line, x: Scale, y: Scale): Markup {
  const { low, high } = line;
  if (low === undefined || high === undefined) return html``;
  const kept = line.x.map((_, i) => i).filter((i) => Number.isFinite(low[i]) && Number.isFinite(high[i]));
  if (kept.length < 2) return html``;
  const edge = (values: readonly number[], order: number[]) =>
    order.map((i) => `${px(x(line.x[i]!))} ${px(y(values[i]!))}`);
  return html`<path class="band ${tone(line)}" d="M${[...edge(high, kept), ...edge(low, kept.toReversed())].join('L')}Z"/>`;
}

interface End {
  line: Line;
  text: string;
  at: number;
}

function endOf(line: Line, text: string, y: Scale, [low, high]: readonly [number, number]): End[] {
  const last = line.y.findLast(Number.isFinite);
  return last === undefined ? [] : [{ line, text, at: y(Math.min(high, Math.max(low, last))) }];
}

/** Moves labels apart so that none lies on another. */
function spread(ends: readonly End[], gap: number, top: number, bottom: number): End[] {
  const out = ends.map((end) => ({ ...end })).sort((a, b) => a.at - b.at);
  for (let i = 1; i < out.length; i++) out[i]!.at = Math.max(out[i]!.at, out[i - 1]!.at + gap);
  const over = (out.at(-1)?.at ?? bottom) - bottom;
  if (over > 0)
    for (let i = out.length - 1, limit = bottom; i >= 0; i--, limit -= gap) out[i]!.at = Math.min(out[i]!.at, limit);
  for (const end of out) end.at = Math.max(end.at, top);
  return out;
}

/** The least and the greatest; NaN and infinities left out. `axis` 1 with a single value gets room around it. */
function extent(values: readonly number[], axis: 0 | 1): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  return low === high && axis === 0 ? [low - 0.5, high + 0.5] : [low, high];
}

function tone(line: Line): string {
  return line.tone === undefined ? 'tone-none' : `tone-${line.tone % 8}`;
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
