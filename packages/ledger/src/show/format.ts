import type { Cost } from '../cost/cost.ts';
import type { Price } from '../cost/price.ts';
import type { Json } from '../runs/params.ts';

/**
 * Seconds as people say them.
 *
 * @example
 * formatDuration(4021)   // '1 h 07 m'
 */
export function formatDuration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const two = (n: number) => String(n).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${two(whole % 60)} s`;
  if (whole < 172_800) return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} m`;
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3600)} h`;
}

/**
 * Money with as many digits as it needs: small amounts keep two that count.
 *
 * @example
 * formatMoney(0.00123, 'USD')   // '$0.0012'
 */
export function formatMoney(amount: number, currency = 'USD'): string {
  const small = amount !== 0 && Math.abs(amount) < 0.1;
  const digits = small ? { maximumSignificantDigits: 2 } : { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    ...digits,
  }).format(amount);
}

/**
 * Watt-hours, or kilowatt-hours from a thousand on.
 *
 * @example
 * formatEnergy(1234)   // '1.23 kWh'
 */
export function formatEnergy(wattHours: number): string {
  const [amount, unit] = wattHours >= 1000 ? [wattHours / 1000, 'kWh'] : [wattHours, 'Wh'];
  return `${amount === 0 ? '0' : amount >= 100 ? amount.toFixed(0) : amount.toPrecision(amount >= 1 ? 3 : 2)} ${unit}`;
}

/**
 * One line for what a run took, with the price's date.
 *
 * @example
 * formatCost(run.cost(), price)   // '2 m 05 s · 0.24 Wh · $0.0017 (CPU core at $0.025/h, 2026-11-24)'
 */
export function formatCost(cost: Cost, price?: Price): string {
  const line = `${formatDuration(cost.seconds)} · ${formatEnergy(cost.energyWh)} · ${formatMoney(cost.money, cost.currency)}`;
  return price === undefined
    ? line
    : `${line} (${price.device} at ${formatMoney(price.perHour, price.currency)}/h, ${price.date})`;
}

/**
 * A parameter for reading: text and numbers as they are, records by their kind.
 *
 * @example
 * formatParam([{ kind: 'affine', degrees: [-10, 10] }])   // 'affine(degrees [-10, 10])'
 */
export function formatParam(value: Json | undefined): string {
  if (value === undefined) return '–';
  return isList(value) ? value.map(inner).join(', ') : inner(value);
}

function inner(value: Json): string {
  if (isList(value)) return `[${value.map(inner).join(', ')}]`;
  if (value === null || typeof value !== 'object') return String(value);
  const { kind, ...rest } = value;
  const fields = Object.entries(rest).flatMap(([name, field]) =>
    field === undefined ? [] : [`${name} ${inner(field)}`],
  );
  return `${typeof kind === 'string' ? kind : ''}(${fields.join(', ')})`;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
