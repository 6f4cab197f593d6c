/** A last argument that holds named ones. */
export type NamedOptions = Readonly<Record<string, unknown>>;

/** @internal Whether it is an object of named arguments. */
export const isOptions = (value: unknown): value is NamedOptions => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};
