import { realpathSync, statSync } from 'node:fs';
import { DataError } from '../../errors.ts';
import type { LabelTable, Listing, PictureSource } from './contract.ts';
import * as all from './index.ts';

/** Every way in which a folder of pictures can be given, the most particular first. */
export const pictureSources: readonly PictureSource[] = Object.values(all).sort((a, b) => a.place - b.place);

/**
 * Lists the pictures of a folder, in whichever way it is given.
 *
 * @throws {DataError} folder-missing, folder-empty — where there is no such folder, or there is nothing in it
 * @throws {DataError} column-unknown — and what `openTable` throws
 */
export async function listPictures(root: string, options: { labels?: LabelTable }): Promise<Listing> {
  const real = realFolder(root, options.labels !== undefined);
  const source = pictureSources.find(({ isGiven }) => isGiven(real, options))!; // the last takes every folder
  try {
    return await source.list(real, options);
  } catch (cause) {
    if (!(cause instanceof DataError) || cause.file !== real) throw cause;
    const hint = cause.hint === undefined ? {} : { hint: cause.hint };
    throw new DataError(cause.code, cause.reason, { file: root, ...hint, cause }); // as it was given
  }
}

function realFolder(root: string, isNamed: boolean): string {
  let real: string;
  try {
    real = realpathSync(root);
  } catch (cause) {
    const hint = isNamed
      ? 'Give the folder that the paths in the table start from'
      : 'Give the folder that holds one folder for each class';
    throw new DataError('folder-missing', 'there is no such folder', { file: root, hint, cause });
  }
  if (statSync(real).isDirectory()) return real;
  throw new DataError('folder-missing', 'expected a folder, received a file', {
    file: root,
    hint: isNamed
      ? 'Give the folder that the paths in the table start from'
      : 'For pictures give the folder that holds one folder for each class',
  });
}
