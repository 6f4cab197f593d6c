/** A map by name that holds what was put into it and nothing else: no 'toString' from a prototype. @example record([['price', 3]]) */
export function record<T>(entries: Iterable<readonly [string, T]> = []): Record<string, T> {
  const made: Record<string, T> = Object.create(null);
  for (const [name, value] of entries) made[name] = value;
  return made;
}

/** What a map of someone else's holds under a name, its prototype left aside. @example own({ price: 3 }, 'toString') // undefined */
export function own<T>(map: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}
