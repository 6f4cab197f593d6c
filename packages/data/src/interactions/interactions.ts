import { nearest } from '@capstan/base';
import { DataError } from '../errors.ts';
import { collect } from '../table/memory/collect.ts';
import { type Columns, type ColumnValues, columnOf, rowCount, takeRows } from '../table/memory/columns.ts';
import { openTable } from '../table/open-table.ts';
import type { ReadingOptions } from '../table/readers/options.ts';
import { type InteractionColumns, interactionColumns, interactionForm } from './form.ts';
import { interactionTimes, type Times } from './times.ts';

/** What a user or an item is called: a number where all of the column are. */
export type Id = string | number;

/** Who had what, one after the other, each pair once. */
export interface Interactions {
  columns: InteractionColumns;
  /** How the file was read: another of its kind is meant to be read alike. */
  reading: ReadingOptions;
  /** In sorted order. */
  users: readonly Id[];
  items: readonly Id[];
  /** (N) places in `users` and `items`. */
  user: Int32Array;
  item: Int32Array;
  /** (N) how good it was; how often the pair came where the file doesn't say. */
  value: Float64Array;
  /** Whether the file said how good it was. */
  isValued: boolean;
  /** (N) milliseconds since 1970, or an order. */
  time?: Float64Array;
  /** How times were written. */
  unit?: Times['unit'];
  /** What was decided about them, a sentence each. */
  notes: readonly string[];
}

/** Which columns hold what, where their names don't say, and how the file is read. */
export interface OpenInteractionsOptions {
  user?: string | undefined;
  item?: string | undefined;
  value?: string | undefined;
  time?: string | undefined;
  reading?: ReadingOptions | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Reads interactions of users with items: MovieLens's `u.data`, `ratings.dat` and `ratings.csv`, or any table with a column of users
 * and one of items, of values and times where there are such. Of a pair that comes again the newest value counts; without values
 * the value says how often it came. Rows that lack a user, an item or a value are left out, and said.
 *
 * @throws {DataError} column-unknown — where no column is called like a user's or an item's and none is named, or there is no such
 * @throws {DataError} column-type, value-invalid, table-empty — where values are text, a time can't be told, or no row is left
 * @throws {DataError} what `openTable` throws
 * @example const { users, items, value } = await openInteractions('ml-100k/u.data');
 */
export async function openInteractions(path: string, options: OpenInteractionsOptions = {}): Promise<Interactions> {
  const { signal, user, item, value, time } = options;
  const form = await interactionForm(path);
  const reading = { ...form?.reading, ...options.reading };
  await using table = await openTable(path, { ...reading, ...(signal ? { signal } : {}) });
  const names = table.columns.map(({ name }) => name);
  const guessed: Partial<InteractionColumns> = interactionColumns(names) ?? {};
  const said = { user, item, value, time };
  for (const name of Object.values(said)) if (name !== undefined) table.column(name); // says which there are
  const columns = { ...guessed, ...Object.fromEntries(Object.entries(said).filter(([, name]) => name !== undefined)) };
  if (columns.user === undefined || columns.item === undefined)
    throw unnamed(path, columns.user ? 'item' : 'user', names);
  const known = { ...columns, user: columns.user, item: columns.item };
  if (new Set(Object.values(known)).size < Object.values(known).length)
    throw new DataError('option-invalid', 'one column was named for two of user, item, value and time', { file: path });
  const read = await collect(table.select(...Object.values(known)));
  const isDate = known.time !== undefined && DATES.includes(table.column(known.time).type);
  return interactionsOf(read, { path, columns: known, reading, isDate });
}

/** Types of columns whose cells come as milliseconds since 1970. */
const DATES: readonly string[] = ['date', 'time', 'timestamp'];

function unnamed(path: string, what: 'user' | 'item', names: readonly string[]): DataError {
  const close = nearest(what, names);
  return new DataError('column-unknown', `no column is called like that of the ${what}s`, {
    file: path,
    hint: `Name it${close ? `, such as '${close}'` : ''}; there are ${names.slice(0, 12).join(', ')}`,
  });
}

function interactionsOf(
  read: Columns,
  about: { path: string; columns: InteractionColumns; reading: ReadingOptions; isDate: boolean },
): Interactions {
  const { path, columns, reading, isDate } = about;
  const notes: string[] = [];
  const values = columns.value === undefined ? undefined : columnOf(read, columns.value);
  if (values !== undefined && !(values instanceof Float64Array)) {
    throw new DataError(
      'column-type',
      `the value "${columns.value}" holds text, such as ${JSON.stringify(values.find(Boolean))}`,
      {
        file: path,
        hint: 'Values are numbers, such as stars or counts; name another column, or none',
      },
    );
  }
  const kept = complete(read, [columns.user, columns.item, ...(columns.value === undefined ? [] : [columns.value])]);
  const lacking = rowCount(read) - kept.length;
  if (lacking > 0)
    notes.push(`${count(lacking)} of ${count(rowCount(read))} rows lack a user, an item or a value and are left out`);
  if (kept.length === 0) throw new DataError('table-empty', 'no row has a user, an item and a value', { file: path });
  const rows = lacking > 0 ? takeRows(read, kept) : read;
  const users = codesOf(columnOf(rows, columns.user));
  const items = codesOf(columnOf(rows, columns.item));
  const when = columns.time === undefined ? undefined : interactionTimes(rows, columns.time, isDate);
  const value = values && Float64Array.from(kept, (row) => values[row]!);
  const pairs = onePerPair(users.codes, items.codes, when?.times, items.ids.length);
  const again = kept.length - pairs.length;
  if (again > 0)
    notes.push(
      `${count(again)} rows name a pair of user and item again: ${value ? 'the newest value counts' : 'they are counted'}`,
    );
  const times = new Map<number, number>();
  if (!value && again > 0) {
    for (let row = 0; row < kept.length; row++) {
      const pair = users.codes[row]! * items.ids.length + items.codes[row]!;
      times.set(pair, (times.get(pair) ?? 0) + 1);
    }
  }
  const often = (row: number) => times.get(users.codes[row]! * items.ids.length + items.codes[row]!) ?? 1;
  return {
    ...{ columns, reading, users: users.ids, items: items.ids, notes },
    user: Int32Array.from(pairs, (row) => users.codes[row]!),
    item: Int32Array.from(pairs, (row) => items.codes[row]!),
    value: Float64Array.from(pairs, (row) => (value ? value[row]! : often(row))),
    isValued: value !== undefined,
    ...(when ? { time: Float64Array.from(pairs, (row) => when.times[row]!), unit: when.unit } : {}),
  };
}

const count = (n: number) => n.toLocaleString('en');

/** The rows that have all of these. */
function complete(columns: Columns, names: readonly string[]): Int32Array {
  const parts = names.map((name) => columnOf(columns, name));
  const has = (row: number) => parts.every((part) => part[row] !== null && !Number.isNaN(part[row]));
  return Int32Array.from({ length: rowCount(columns) }, (_, row) => row).filter(has);
}

function codesOf(column: ColumnValues): { ids: Id[]; codes: Int32Array } {
  const values = Array.from(column as Iterable<Id>); // as: of two kinds of lists neither alone has the call, and none is missing
  const ids = [...new Set(values)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const place = new Map(ids.map((id, i) => [id, i]));
  return { ids, codes: Int32Array.from(values, (id) => place.get(id)!) }; // each is there
}

/** The newest row of each pair, the later one of those of one time, in the order of the file. */
function onePerPair(user: Int32Array, item: Int32Array, time: Float64Array | undefined, items: number): number[] {
  const newest = new Map<number, number>();
  for (let row = 0; row < user.length; row++) {
    const pair = user[row]! * items + item[row]!;
    const before = newest.get(pair);
    if (before === undefined || !time || time[row]! >= time[before]!) newest.set(pair, row);
  }
  return [...newest.values()].sort((a, b) => a - b);
}
