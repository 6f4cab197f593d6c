/** Room for a character of a chart's type as phones show it, 15.5 px, in units of the chart: 0.55 of its size. */
export const CHARACTER = 8.6;
/** A share as a percentage, with two places close to 100 %; only what is all is called 100 %. */
export function percent(share: number, places?: number): string {
  if (!Number.isFinite(share)) return '–';
  const digits = places ?? (share > 0.999 && share < 1 ? 2 : 1);
  const most = share < 1 ? 100 - 10 ** -digits : Infinity;
  return `${Math.min(share * 100, most).toFixed(digits)} %`;
}

/** A count with separators. */
export function count(n: number): string {
  return n.toLocaleString('en');
}

/** A figure between 0 and 1, or a loss, with four digits. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  return Math.abs(value) >= 10 ? value.toPrecision(4) : value.toFixed(4);
}

/** The label of a tick. */
export function tickLabel(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000) return Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 }).format(value);
  if (size !== 0 && size < 0.001) return value.toExponential(0).replace('-', '−');
  return String(Number(value.toPrecision(6)));
}

/** Plural where it is due. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** Text cut to a length that fits. */
export function clip(text: string, length: number): string {
  const chars = Array.from(text);
  return chars.length <= length ? text : `${chars.slice(0, length - 1).join('')}…`;
}
