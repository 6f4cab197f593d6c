import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { badFlag } from './bad-flag.ts';

/**
 * Sees to it before the work begins that a file can be written where a flag says.
 *
 * @throws {CliError} bad-flag — where a flag's value does not fit
 */
export function checkWritable(flag: string, path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw badFlag(flag, 'a file, not a folder', path);
  const folder = dirname(path);
  let isFolder: boolean;
  try {
    isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    isFolder = false; // a part of the path is a file
  }
  if (!isFolder) throw badFlag(flag, `a file in a folder that is there (make ${folder} first)`, path);
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw badFlag(flag, 'a file in a folder that you may write', path);
  }
}
