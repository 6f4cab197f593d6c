import { createHash, randomUUID } from 'node:crypto';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type FetchOptions, fetchFile } from './fetch-file.ts';

/** What a partial download consists of: its bytes, and which version they are of. */
const PARTS = ['.part', '.part.json'];

/**
 * Downloads a file into a folder. With `kept`, what came of a download that failed waits there for the next one of the same
 * address. A partial file is taken by renaming it, so that of two processes one goes on with it and the other begins anew.
 *
 * @throws {DataError} download-failed, checksum-mismatch — where the server or the connection fails, or the bytes are not those expected
 * @example const path = await download('https://example.org/rows.parquet', folder, { kept: 'downloads' });
 */
export async function download(
  url: string,
  folder: string,
  { kept, ...options }: FetchOptions & { kept?: string | undefined } = {},
): Promise<string> {
  const file = join(folder, basename(new URL(url).pathname) || 'download');
  if (kept === undefined) {
    await fetchFile(url, file, { ...options, keeps: false });
    return file;
  }
  await mkdir(kept, { recursive: true });
  const common = join(kept, createHash('sha256').update(url).digest('hex').slice(0, 32));
  const own = `${common}-${randomUUID()}`;
  const move = async (from: string, to: string) => {
    for (const part of PARTS) await rename(from + part, to + part).catch(() => {}); // it is not there
  };
  await move(common, own);
  try {
    await fetchFile(url, own, options);
  } catch (error) {
    await move(own, common);
    throw error;
  }
  await rename(own, file).catch(async () => {
    await copyFile(own, file); // the folders are on different disks
    await rm(own, { force: true });
  });
  return file;
}
