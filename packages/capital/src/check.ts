import { CapitalError } from './errors.ts';

function refuse(name: string, value: unknown, expected: string): never {
  throw new CapitalError('bad-number', `${name}: expected ${expected}, received ${String(value)}.`, { name, value });
}

/** Gives every field back when all are finite and above 0. @throws CapitalError 'bad-number' naming the field. @example positive({ tokens }) */
export function positive<T extends Readonly<Record<string, number>>>(fields: T): T {
  for (const [name, value] of Object.entries(fields))
    if (!(Number.isFinite(value) && value > 0)) refuse(name, value, 'a finite number above 0');
  return fields;
}

/** Gives every field back when all are finite and not negative. @throws CapitalError 'bad-number' naming the field. @example notNegative({ price }) */
export function notNegative<T extends Readonly<Record<string, number>>>(fields: T): T {
  for (const [name, value] of Object.entries(fields))
    if (!(Number.isFinite(value) && value >= 0)) refuse(name, value, 'a finite number of at least 0');
  return fields;
}

/** Gives every field back when all lie in [0, 1]. @throws CapitalError 'bad-number' naming the field. @example share({ utilisation }) */
export function share<T extends Readonly<Record<string, number>>>(fields: T): T {
  for (const [name, value] of Object.entries(fields))
    if (!(value >= 0 && value <= 1)) refuse(name, value, 'a share from 0 to 1');
  return fields;
}
