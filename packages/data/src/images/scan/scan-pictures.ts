import { availableParallelism } from 'node:os';
import { DiskCache } from '../cache/disk-cache.ts';
import type { SampleStore } from '../cache/store.ts';
import { Pool } from '../loader/pool.ts';
import type { Base } from '../preprocessing.ts';
import type { Listed } from '../source/contract.ts';
import type { OpenOptions } from './open-options.ts';
import { type Scanned, scanPicture } from './scan-picture.ts';

/** Reads every file, some threads at it; small sets are read here, as threads take longer to start. */
export async function scanPictures(
  pictures: readonly Listed[],
  how: { root: string; base: Base; store: SampleStore; maxPixels: number; cacheFolder: string | undefined },
  options: OpenOptions,
): Promise<Scanned[]> {
  const { root, base, store, maxPixels, cacheFolder } = how;
  const { onProgress, signal } = options;
  const total = pictures.length;
  const workers = Math.min(options.workers ?? Math.min(8, availableParallelism()), Math.ceil(total / 64));
  const results = new Array<Scanned>(total);
  let done = 0;
  const finished = (count: number) => {
    done += count;
    onProgress?.({ done, total, unit: 'pictures' });
  };
  if (workers <= 1 && total <= 256) {
    const disk = cacheFolder === undefined ? undefined : new DiskCache(cacheFolder);
    for (const [i, { file }] of pictures.entries()) {
      signal?.throwIfAborted();
      results[i] = await scanPicture(root, file, i, base, store, maxPixels, disk);
      finished(1);
    }
    return results;
  }
  await using pool = new Pool(Math.max(1, workers), {
    kind: 'scan',
    root,
    base,
    maxPixels,
    cacheFolder,
    store: store.memory,
  });
  const each = Math.max(1, Math.min(64, Math.ceil(total / (8 * workers))));
  let next = 0;
  const feed = async () => {
    while (next < total) {
      signal?.throwIfAborted();
      const first = next;
      next = Math.min(total, first + each);
      const files = pictures.slice(first, next).map((picture) => picture.file);
      const reply = await pool.run({ kind: 'scan', files, first });
      if (reply.kind === 'scan') for (const [i, result] of reply.scanned.entries()) results[first + i] = result;
      finished(files.length);
    }
  };
  // Two jobs a thread: one that it works on, one that waits.
  await Promise.all(Array.from({ length: 2 * Math.max(1, workers) }, feed));
  return results;
}
