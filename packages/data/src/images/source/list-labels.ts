import { realpathSync, statSync } from 'node:fs';
import { DataError } from '../../errors.ts';
import { isUnsafe } from '../../shards/tar.ts';
import { openTable } from '../../table/open-table.ts';
import type { Listed, Listing } from './list-folder.ts';

/** A table that says which picture is of which class: a row a picture. */
export type LabelTable = {
  /** CSV, Parquet or anything else that `openTable` reads. */
  table: string;
  /** Column of the pictures' paths, relative to the folder. */
  file: string;
  /** Column of their classes. */
  label: string;
};

/**
 * Lists the pictures of a folder by a table. Rows without a picture's name or a class, and names that lead out of the
 * folder, are left alone and named.
 *
 * @throws DataError `folder-missing`, `column-unknown`, and what `openTable` throws
 */
export async function listTable(root: string, labels: LabelTable): Promise<Listing> {
  let real: string;
  try {
    real = realpathSync(root);
    if (!statSync(real).isDirectory()) throw new Error('a file');
  } catch (cause) {
    const fix = 'Give the folder that the paths in the table start from';
    throw new DataError('folder-missing', 'there is no such folder', { file: root, hint: fix, cause });
  }
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
