/**
 * Whether a value is an object without a class, as options are: `{ … }` or one without a prototype.
 *
 * @unguarded it checks what it is given
 */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
