import { isUnsafe } from '../../shards/tar.ts';
import { openTable } from '../../table/open-table.ts';
import type { LabelTable, Listed, Listing, PictureSource } from './contract.ts';

/**
 * A table beside the pictures that names each and its class. Rows without a picture's name or a class, and names that lead
 * out of the folder, are left alone and named.
 */
export const labelTable = {
  kind: 'label-table',
  place: 10,
  about: 'A table that names every picture and its class: the option `labels`.',
  isGiven: (_, { labels }) => labels !== undefined,
  list: (_, { labels }) => listTable(labels!), // isGiven said so
} as const satisfies PictureSource;

/** @throws {DataError} column-unknown — and what `openTable` throws */
export async function listTable(labels: LabelTable): Promise<Listing> {
  await using table = await openTable(labels.table);
  const files = await table.texts(labels.file);
  const classes = await table.texts(labels.label);
  const found: Listing = { classes: [], pictures: [], strays: [] };
  const seen = new Map<string, string>();
  for (const [row, name] of files.entries()) {
    const label = classes[row];
    const stray = (reason: string) => found.strays.push({ file: name ?? `row ${row + 1}`, reason, kind: 'stray' });
    if (name === null || name === '') stray('a row without a picture');
    else if (label === null || label === undefined || label === '') stray('a row without a class');
    else if (isUnsafe(name)) stray('its name leads out of the folder');
    else if (seen.get(name) === label) stray('the same row again');
    else {
      seen.set(name, label);
      found.pictures.push({ file: name.replaceAll('\\', '/'), class: label, split: undefined } satisfies Listed);
    }
  }
  found.pictures.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  found.classes = [...new Set(found.pictures.map((picture) => picture.class))].sort();
  return found;
}
