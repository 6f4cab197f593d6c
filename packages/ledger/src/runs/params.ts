import { LedgerError } from '../errors.ts';

/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };

/**
 * Flattens nested parameters to dotted names, so that runs compare and filter by `train.batchSize`; lists and empty objects stay
 * values. Throws param-invalid for what JSON cannot say.
 *
 * @example
 * flattenParams({ train: { epochs: 3 }, classes: ['a', 'b'] })   // Map { 'train.epochs' => 3, 'classes' => ['a', 'b'] }
 */
export function flattenParams(params: Readonly<Record<string, Json | undefined>>): Map<string, Json> {
  const flat = new Map<string, Json>();
  const walk = (prefix: string, value: Json | undefined): void => {
    if (value === undefined) return;
    if (value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length > 0) {
      const prototype = Object.getPrototypeOf(value);
      if (prototype !== Object.prototype && prototype !== null) refuse(prefix, value);
      for (const [name, inner] of Object.entries(value)) walk(prefix === '' ? name : `${prefix}.${name}`, inner);
      return;
    }
    checkJson(prefix, value);
    flat.set(prefix, value);
  };
  walk('', params);
  flat.delete('');
  return flat;
}

function checkJson(name: string, value: unknown): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkJson(`${name}[${index}]`, item);
    return;
  }
  if (typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value))) {
    for (const [inner, item] of Object.entries(value)) if (item !== undefined) checkJson(`${name}.${inner}`, item);
    return;
  }
  refuse(name, value);
}

function refuse(name: string, value: unknown): never {
  const received =
    typeof value === 'number'
      ? String(value)
      : typeof value === 'object'
        ? `a ${value?.constructor?.name}`
        : `a ${typeof value}`;
  throw new LedgerError(
    'param-invalid',
    `params.${name}: expected a JSON value (text, finite number, boolean, null, list, object), received ${received}. Store its name or its settings instead.`,
    { fields: { name } },
  );
}
