import { checked } from './checked.ts';

type Fields = Readonly<Record<string, number>>;

/**
 * Gives every field back when all are finite and above 0.
 *
 * @throws {CapitalError} bad-number — naming the field
 * @example positive({ tokens })
 */
export function positive<T extends Fields>(fields: T): T {
  for (const [name, value] of Object.entries(fields)) checked(name, value, { above: 0 });
  return fields;
}

/**
 * Gives every field back when all are finite and not negative.
 *
 * @throws {CapitalError} bad-number — naming the field
 * @example notNegative({ price })
 */
export function notNegative<T extends Fields>(fields: T): T {
  for (const [name, value] of Object.entries(fields)) checked(name, value, { least: 0 });
  return fields;
}

/**
 * Gives every field back when all lie in [0, 1].
 *
 * @throws {CapitalError} bad-number — naming the field
 * @example share({ utilisation })
 */
export function share<T extends Fields>(fields: T): T {
  for (const [name, value] of Object.entries(fields)) checked(name, value, { least: 0, most: 1 });
  return fields;
}
