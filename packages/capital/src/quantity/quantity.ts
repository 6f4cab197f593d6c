import { CapitalError } from '../errors.ts';
import { conversion, multipliedUnit, unit } from './units.ts';

/** A number and what it counts: plain data, fit for JSON. */
export interface Quantity {
  readonly value: number;
  readonly unit: string;
}

/**
 * Makes a quantity; months are 730.5 h and years 8766 h.
 *
 * @throws {CapitalError} bad-number — unless `value` is finite
 * @throws {CapitalError} unknown-unit — where a unit is not known
 * @example quantity(2.95, 'USD/h')
 */
export function quantity(value: number, unitText: string): Quantity {
  unit(unitText);
  if (!Number.isFinite(value)) {
    throw new CapitalError('bad-number', `Expected a finite number of ${unitText}, received ${value}.`, {
      fields: { value },
    });
  }
  return { value, unit: unitText };
}

/**
 * Reads a number and its unit.
 *
 * @throws {CapitalError} bad-number, unknown-unit — where a figure is negative, endless or none where it may not be, or a unit is not known
 * @example parseQuantity('2.95 USD/h') // { value: 2.95, unit: 'USD/h' }
 */
export function parseQuantity(text: string): Quantity {
  const match = /^\s*([-+]?[\d_]*\.?\d+(?:e[-+]?\d+)?)\s*([kMB](?=\s|$))?\s*(.*?)\s*$/i.exec(text);
  const scale = { k: 1e3, m: 1e6, b: 1e9 }[match?.[2]?.toLowerCase() ?? ''] ?? 1;
  const value = match ? Number(match[1]!.replaceAll('_', '')) * scale : Number.NaN;
  if (!match || Number.isNaN(value)) {
    throw new CapitalError('bad-number', `Expected a number and a unit such as '2.95 USD/h', received '${text}'.`, {
      fields: {
        text,
      },
    });
  }
  return quantity(value, match[3] || '1');
}

/**
 * The value of `q` in another unit of the same dimension.
 *
 * @throws {CapitalError} unit-mismatch — naming both
 * @example inUnit(quantity(1, 'USD/h'), 'USD/month') // 730.5
 */
export function inUnit(q: Quantity, unitText: string): number {
  return q.value * conversion(q.unit, unitText);
}

/** `a` + `b`, in the unit of `a`. @example add(quantity(1, 'h'), quantity(30, 'min')) // 1.5 h */
export function add(a: Quantity, b: Quantity): Quantity {
  return { value: a.value + inUnit(b, a.unit), unit: a.unit };
}

/** `a` − `b`, in the unit of `a`. @example subtract(quantity(1, 'h'), quantity(30, 'min')) // 0.5 h */
export function subtract(a: Quantity, b: Quantity): Quantity {
  return { value: a.value - inUnit(b, a.unit), unit: a.unit };
}

/** `a` × `b`, in the product of their units. @example multiply(quantity(2, 'USD/h'), quantity(10, 'h')) // 20 (USD/h)·(h) */
export function multiply(a: Quantity, b: Quantity): Quantity {
  return { value: a.value * b.value, unit: multipliedUnit(unit(a.unit), unit(b.unit), 1).text };
}

/** `a` ÷ `b`, in the quotient of their units. @example divide(quantity(20, 'USD'), quantity(10, 'h')) // 2 (USD)/(h) */
export function divide(a: Quantity, b: Quantity): Quantity {
  return { value: a.value / b.value, unit: multipliedUnit(unit(a.unit), unit(b.unit), -1).text };
}
