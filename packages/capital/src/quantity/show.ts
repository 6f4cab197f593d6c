const STEPS = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** A number to three digits, thousands as k, M, G, T. @example short(1_834_000) // '1.83M' */
export function short(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  // 999.6 shows as 1k, not as 1000.
  const step = STEPS.find(([at]) => size >= at * 0.9995);
  if (step) return `${digits(value / step[0])}${step[1]}`;
  if (size < 1e-12) return '0';
  if (size < 1e-4) return value.toExponential(2).replace('.00', '');
  return digits(value);
}

function digits(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return Object.is(rounded, -0) ? '0' : String(rounded);
}

/** A figure with its unit, shares and rates in per cent. @example figure(0.032, '1/month') // '3.2 %/month' */
export function figure(value: number, unit: string): string {
  if (unit === '1') return short(value);
  if (unit.startsWith('1/')) return `${short(value * 100)} %/${unit.slice(2)}`;
  return `${short(value)} ${unit}`;
}

/** A probability in per cent. @example percent(0.0312) // '3.1 %' */
export function percent(p: number): string {
  if (p > 0 && p < 0.001) return '<0.1 %';
  if (p < 1 && p > 0.999) return '>99.9 %';
  return `${Number((p * 100).toFixed(p < 0.1 ? 1 : 0))} %`;
}
