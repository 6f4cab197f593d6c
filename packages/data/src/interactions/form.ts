import { existsSync, statSync } from 'node:fs';
import type { ReadingOptions } from '../table/readers/options.ts';
import { openFile } from '../table/text/text-file.ts';

/** The columns that say who had what, how good it was, and when. */
export interface InteractionColumns {
  user: string;
  item: string;
  /** How good it was, or how often: absent where having it is all that is known. */
  value?: string;
  time?: string;
}

/** How a file of interactions is to be read. */
export interface InteractionForm {
  columns: InteractionColumns;
  reading: ReadingOptions;
}

/** What columns are called, without case, blanks and signs. */
const NAMES = {
  user: ['user', 'userid', 'uid', 'users', 'customer', 'customerid', 'client', 'clientid', 'visitor', 'visitorid'],
  item: ['item', 'itemid', 'iid', 'movie', 'movieid', 'product', 'productid', 'article', 'articleid'].concat([
    'book',
    'bookid',
    'song',
    'songid',
    'track',
    'trackid',
    'artist',
    'artistid',
    'sku',
    'asin',
  ]),
  value: ['rating', 'ratings', 'value', 'score', 'stars', 'count', 'plays', 'quantity', 'clicks', 'weight'],
  time: ['timestamp', 'time', 'date', 'datetime', 'when', 'ratedat', 'createdat', 'eventtime'],
} as const;

const plain = (name: string) => name.toLowerCase().replace(/[^a-z]/g, '');

/** The columns that are called like those of interactions; undefined where no user or no item is among them. */
export function interactionColumns(names: readonly string[]): InteractionColumns | undefined {
  const called = (part: keyof typeof NAMES) => {
    const known: readonly string[] = NAMES[part];
    return names.find((name) => known.includes(plain(name)));
  };
  const [user, item, value, time] = [called('user'), called('item'), called('value'), called('time')];
  if (user === undefined || item === undefined) return undefined;
  return { user, item, ...(value === undefined ? {} : { value }), ...(time === undefined ? {} : { time }) };
}

/** Bytes in which the first line is looked for. */
const HEAD = 4096;

/** What MovieLens's files without a header hold: user, item, rating, seconds since 1970. */
const BARE = /^[^\t:,;]+(\t|::|,|;)[^\t:,;]+\1\d+(\.\d+)?\1\d{8,13}$/;

/**
 * Whether a text file holds interactions, by its first line: a header that names a user and an item, or MovieLens's four fields
 * without one (`u.data` with tabs, `ratings.dat` with `::`).
 *
 * @returns undefined where the line doesn't say so
 */
export async function interactionForm(path: string): Promise<InteractionForm | undefined> {
  if (!existsSync(path) || !statSync(path).isFile()) return undefined;
  await using file = await openFile(path);
  const head = Buffer.alloc(HEAD);
  const { bytesRead } = await file.read(head, 0, HEAD, 0);
  const [line = ''] = head
    .toString('utf8', 0, bytesRead)
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/);
  const bare = BARE.exec(line)?.[1];
  if (bare !== undefined) return bareForm(bare);
  const cells = line.split(/[,;\t|]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const columns = interactionColumns(cells);
  return columns && { columns, reading: {} };
}

/** `::` is a colon, an empty cell, and a colon. */
function bareForm(delimiter: string): InteractionForm {
  const [user, item, value, time] = ['user', 'item', 'rating', 'timestamp'] as const;
  const names = delimiter === '::' ? [user, 'gap 1', item, 'gap 2', value, 'gap 3', time] : [user, item, value, time];
  return { columns: { user, item, value, time }, reading: { header: false, names, delimiter: delimiter.slice(0, 1) } };
}
