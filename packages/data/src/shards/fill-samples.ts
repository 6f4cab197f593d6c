import { purpose, Random } from '@capstan/base';
import { DataError } from '../errors.ts';
import { compile, cutsWindow } from '../images/augment/compile.ts';
import type { Transform } from '../images/augment/index.ts';
import { centre, viewOf, write } from '../images/augment/view.ts';
import { decode } from '../images/decode/decode.ts';
import { normalizeTables, type Preprocessing } from '../images/preprocessing.ts';

/** What a thread has to know to make batches of encoded pictures. */
export type FillTask = { preprocessing: Preprocessing; augment: readonly Transform[]; seed: number; maxPixels: number };

/** Pictures as they lie in shards, with their names; `first` is the first one's place in the epoch, over all processes. */
export type FillJob = { epoch: number; places: Float64Array; pictures: { name: string; bytes: Uint8Array }[] };

/**
 * Makes the function that decodes and augments pictures into batch memory: (batch, channels, height, width), normalised.
 *
 * @throws {DataError} what `decode` throws, naming shard and sample, from the function made
 */
export function sampleFiller({ preprocessing, augment, seed, maxPixels }: FillTask) {
  const whole = cutsWindow(augment);
  const base = { ...preprocessing, whole };
  const [height, width] = preprocessing.size;
  const tables = normalizeTables(preprocessing);
  const change = compile(augment, preprocessing);
  const random = new Random(seed);
  const each = preprocessing.channels * height * width;
  return async ({ epoch, places, pictures }: FillJob, out: Float32Array): Promise<void> => {
    for (const [i, { name, bytes }] of pictures.entries()) {
      try {
        const { pixels } = await decode(bytes, base, maxPixels);
        const view = viewOf(pixels);
        if (augment.length > 0) change(view, random.at(purpose.augment, epoch, places[i]!));
        else if (whole) centre(view, height, width);
        write(view, tables, out, i * each);
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        throw new DataError(error.code, error.reason, { file: name, cause: error });
      }
    }
  };
}
