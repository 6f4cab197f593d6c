import { type Id, type InteractionParts, type Interactions, openInteractions, splitInteractions } from '@capstan/data';
import type { InteractionFile } from './interaction-file.ts';

/** Interactions with the numbers of those that are trained on, validated and tested. */
export interface Parted {
  all: Interactions;
  parts: InteractionParts;
}

/** Of a training that is tested on another file: what is kept to validate on. */
const VALIDATION = 0.02;

/**
 * Reads interactions and splits them, as the options say; with a file for the test its interactions come behind the others.
 *
 * @throws {DataError} column-unknown, column-type, value-invalid, table-empty, option-invalid, split-impossible — where there is no such column, values are text, a time can't be told, no row is left, an option makes no sense, or the split leaves nothing
 */
export async function partedOf({ path, options }: InteractionFile, signal: AbortSignal | undefined): Promise<Parted> {
  const { user, item, value, time, test, seed = 0, split = {}, reading } = options;
  const how = { user, item, value, time, reading, signal };
  const read = await openInteractions(path, how);
  if (test === undefined) {
    const { by = read.time ? 'last' : 'random', ...shares } = split;
    return { all: read, parts: splitInteractions(read, { by, ...shares, seed }) };
  }
  const { by = 'random', validation = VALIDATION } = split;
  const { train, validation: validated } = splitInteractions(read, { by, validation, test: 0, seed });
  const all = joined(read, await openInteractions(test, how));
  const tested = Int32Array.from({ length: all.user.length - read.user.length }, (_, i) => read.user.length + i);
  return { all, parts: { train, validation: validated, test: tested } };
}

/** Two files as one: users and items of both. */
export function joined(first: Interactions, second: Interactions): Interactions {
  const union = (name: 'users' | 'items') => {
    const ids = [...new Set<Id>([...first[name], ...second[name]])].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    return { ids, place: new Map(ids.map((id, i) => [id, i])) };
  };
  const [users, items] = [union('users'), union('items')];
  const codes = (one: Interactions) => ({
    user: Array.from(one.user, (code) => users.place.get(one.users[code]!)!), // each is there
    item: Array.from(one.item, (code) => items.place.get(one.items[code]!)!),
  });
  const [a, b] = [codes(first), codes(second)];
  return {
    ...first,
    ...{ users: users.ids, items: items.ids },
    user: Int32Array.from([...a.user, ...b.user]),
    item: Int32Array.from([...a.item, ...b.item]),
    value: Float64Array.from([...first.value, ...second.value]),
    notes: [...first.notes, ...second.notes],
  };
}
