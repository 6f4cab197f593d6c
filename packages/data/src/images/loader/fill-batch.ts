import { join } from 'node:path';
import { purpose, Random } from '@capstan/base';
import { DataError } from '../../errors.ts';
import { readPicture } from '../../files/read-picture.ts';

import { compile, cutsWindow } from '../augment/compile.ts';
import type { Transform } from '../augment/index.ts';
import { centre, type View, viewOf, write } from '../augment/view.ts';
import { decodeCached } from '../cache/decode-cached.ts';
import { DiskCache } from '../cache/disk-cache.ts';
import type { SampleStore } from '../cache/store.ts';
import { decodeLater } from '../decode/decode.ts';
import { DamagedJpeg, type JpegPixels } from '../decode/jpeg/jpeg-pixels.ts';
import type { Pixels } from '../decode/pixels.ts';
import { type Base, normalizeTables, type Preprocessing } from '../preprocessing.ts';

/** Everything a thread has to know of a set to make batches of it. */
export type BatchSource = {
  root: string;
  files: readonly string[];
  /** Place in the store, per file. */
  samples: Int32Array;
  base: Base;
  preprocessing: Preprocessing;
  augment: readonly Transform[];
  seed: number;
  maxPixels: number;
  cacheFolder?: string;
};

export type BatchJob = { epoch: number; index: Int32Array; draw: Int32Array };

/** Milliseconds spent on reading, on decoding (all that is done to pictures decoded in part), on what comes after. */
export type BatchTimes = { read: number; decode: number; augment: number };

/**
 * Makes the function that fills batch memory: (batch, channels, height, width), normalised.
 *
 * @throws {DataError} what `decode` throws, naming the file, from the function made
 */
export function batchFiller(source: BatchSource, store: SampleStore) {
  const { preprocessing, base, augment, maxPixels, cacheFolder } = source;
  const disk = cacheFolder === undefined ? undefined : new DiskCache(cacheFolder);
  const [height, width] = preprocessing.size;
  const tables = normalizeTables(preprocessing);
  const change = compile(augment, preprocessing);
  const random = new Random(source.seed);
  const each = preprocessing.channels * height * width;

  const middleFirst = base.whole && !cutsWindow(augment);

  const place = (pixels: Pixels, job: BatchJob, i: number, out: Float32Array): void => {
    const view: View = viewOf(pixels);
    if (middleFirst) centre(view, height, width);
    if (augment.length > 0) change(view, random.at(purpose.augment, job.epoch, job.index[i]!, job.draw[i]!));
    write(view, tables, out, i * each);
  };

  // Once a sample was not kept, room is short: from then on only the windows that are cut get decoded.
  let isFull = store.memory.bytes.byteLength === 0;

  /** False when it turns out to be damaged. */
  const placeWindow = (pixels: JpegPixels, job: BatchJob, i: number, out: Float32Array): boolean => {
    try {
      place(pixels, job, i, out);
      return true;
    } catch (error) {
      if (error instanceof DamagedJpeg) return false;
      throw error;
    }
  };

  return async (job: BatchJob, out: Float32Array): Promise<BatchTimes> => {
    const times: BatchTimes = { read: 0, decode: 0, augment: 0 };
    const start = performance.now();
    for (let i = 0; i < job.index.length; i++) {
      const at = job.index[i]!;
      const sample = source.samples[at]!;
      const kept = store.get(sample);
      if (kept) {
        place(kept, job, i, out);
        continue;
      }
      const file = join(source.root, source.files[at]!);
      const before = performance.now();
      const bytes = readPicture(file);
      const read = performance.now();
      times.read += read - before;
      let pixels: Pixels;
      try {
        const later = isFull && !disk ? decodeLater(bytes, base, maxPixels) : undefined;
        if (later && placeWindow(later, job, i, out)) {
          times.decode += performance.now() - read;
          continue;
        }
        const decoded = decodeCached(bytes, base, maxPixels, disk);
        pixels = (decoded instanceof Promise ? await decoded : decoded).pixels;
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        const hint = 'It could be read when the data was opened: open the data again';
        throw new DataError(error.code, error.reason, { file, hint, cause: error });
      }
      times.decode += performance.now() - read;
      isFull = !store.put(sample, pixels);
      place(pixels, job, i, out);
    }
    times.augment = performance.now() - start - times.read - times.decode;
    return times;
  };
}
