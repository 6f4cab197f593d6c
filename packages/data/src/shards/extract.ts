import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { syncFolder } from '@capstan/base/files';
import { DataError } from '../errors.ts';

import { readTar, type TarOptions } from './tar.ts';

/**
 * Unpacks a tar or .tar.gz into a new folder, whole or not at all; nothing is written outside it.
 *
 * @returns how many files
 * @throws {DataError} what `readTar` throws
 * @throws {DataError} folder-in-use — when the folder is there already
 * @example await extractTar('mednist-12k.tar.gz', 'data/mednist');
 */
export async function extractTar(archive: string, folder: string, options: TarOptions = {}): Promise<number> {
  const target = resolve(folder);
  if (existsSync(target)) {
    throw new DataError('folder-in-use', 'it is there already', { file: target, hint: 'Give a new folder' });
  }
  await mkdir(dirname(target), { recursive: true });
  const draft = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
  try {
    let files = 0;
    const made = new Set<string>();
    for await (const { name, bytes } of readTar(archive, options)) {
      const path = join(draft, name); // `readTar` lets no name through that leads out
      if (!made.has(dirname(path))) await mkdir(dirname(path), { recursive: true });
      made.add(dirname(path));
      await writeFile(path, bytes);
      files += 1;
    }
    await rename(draft, target);
    syncFolder(dirname(target));
    return files;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}
