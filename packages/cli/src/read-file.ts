import { readFileSync, statSync } from 'node:fs';
import { isThere } from '@capstan/base/files';
import { CliError } from './errors.ts';

/** The text of a file that a user named. @throws {CliError} file-unreadable — where a file cannot be read */
export function readFile(path: string): string {
  if (!isThere(path))
    throw new CliError('file-unreadable', `There is no ${path}. Check the path.`, { fields: { path } });
  if (statSync(path).isDirectory())
    throw new CliError('file-unreadable', `${path} is a folder, and a file was expected. Name a file in it.`, {
      fields: { path },
    });
  return readFileSync(path, 'utf8');
}
