import type { Problem } from '../build/problem.ts';

/**
 * What a plan names in a way that objects take for something else, and would lose without a word: '__proto__', in JSON as a name of
 * its own, in TypeScript as the prototype of the object.
 */
export function hiddenNames(value: unknown, path = '', depth = 0): Problem[] {
  if (typeof value !== 'object' || value === null || depth > 40) return [];
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const refuse = (): Problem => ({
    path: at('__proto__'),
    message: "The name '__proto__' cannot be used: JavaScript takes it for an object's prototype. Choose another.",
  });
  const prototype: unknown = Object.getPrototypeOf(value);
  const replaced =
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value) &&
    typeof prototype === 'object' &&
    prototype !== null &&
    Object.getPrototypeOf(prototype) === Object.prototype;
  return [
    ...(Object.hasOwn(value, '__proto__') || replaced ? [refuse()] : []),
    ...(ArrayBuffer.isView(value) ? [] : Object.entries(value)).flatMap(([name, inner]) =>
      hiddenNames(inner, Array.isArray(value) ? `${path}[${name}]` : at(name), depth + 1),
    ),
  ];
}
