import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isThere } from '@capstan/base/files';
import { badFlag } from './bad-flag.ts';

/**
 * Sees to it before the work begins that a file can be written where a flag says.
 *
 * @throws {CliError} bad-flag — where a flag's value does not fit
 */
export function checkWritable(flag: string, path: string): void {
  const folder = dirname(path);
  let isFolder: boolean;
  try {
    isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    isFolder = false; // a part of the path is a file
  }
  if (!isFolder) throw badFlag(flag, `a file in a folder that is there (make ${folder} first)`, path);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch {
    throw badFlag(flag, 'a file in a folder that you may write', path);
  }
  const there = statSync(path, { throwIfNoEntry: false });
  if (there?.isDirectory()) throw badFlag(flag, 'a file, not a folder', path);
  if (!there) return;
  try {
    accessSync(path, constants.W_OK); // replacing a file asks its folder alone, but it says that it is to stay
  } catch {
    throw badFlag(flag, 'a file that you may write', path);
  }
}

/**
 * Sees to it before the work begins that files can be made in a folder, which is made itself where it is not there yet.
 *
 * @throws {CliError} bad-flag — where a flag's value does not fit
 */
export function checkFolder(flag: string, path: string): void {
  let folder = path;
  try {
    while (!isThere(folder) && dirname(folder) !== folder) folder = dirname(folder);
  } catch {
    throw badFlag(flag, 'a folder that you may write', path);
  }
  if (!statSync(folder).isDirectory()) throw badFlag(flag, 'a folder, not a file', path);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch {
    throw badFlag(flag, 'a folder that you may write', path);
  }
}
