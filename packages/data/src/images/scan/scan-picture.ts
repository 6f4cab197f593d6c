import { hash } from 'node:crypto';
import { join } from 'node:path';
import { DataError, type DataErrorCode } from '../../errors.ts';
import { readPicture } from '../../files/read-picture.ts';
import { decodeCached } from '../cache/decode-cached.ts';
import type { DiskCache } from '../cache/disk-cache.ts';
import type { SampleStore } from '../cache/store.ts';
import type { ImageFormat } from '../decode/sniff-format.ts';
import { greyOf, type Looks, looksOf, rough } from '../findings/copies/near/print.ts';
import type { Base } from '../preprocessing.ts';
import { type Depth, depthOf } from './depth.ts';
import { type Measures, measure } from './measures.ts';

/** What reading one picture whole has told. */
export type Scanned =
  | {
      ok: true;
      /** SHA-256 of the file. */
      bytesHash: string;
      /** SHA-256 of the decoded, fitted pixels and the picture's size: equal when the model would see no difference. */
      pixelsHash: string;
      /** What it looks like, for finding near duplicates. */
      looks: Looks;
      format: ImageFormat;
      height: number;
      width: number;
      bytes: number;
      measures: Measures;
      /** Bits a sample of a file that has more than eight, and of them those that its brightest sample needs. */
      depth?: Depth;
      /** Per channel: mean, and mean of squares, of values from 0 to 255. */
      mean: number[];
      square: number[];
    }
  | { ok: false; code: DataErrorCode; reason: string };

/** Reads, decodes and fingerprints one file, and keeps its pixels in the store; what is wrong with it is a result. */
export async function scanPicture(
  root: string,
  file: string,
  sample: number,
  base: Base,
  store: SampleStore,
  maxPixels: number,
  disk?: DiskCache,
): Promise<Scanned> {
  try {
    const bytes = readPicture(join(root, file));
    const decoded = decodeCached(bytes, base, maxPixels, disk);
    const { pixels, format, height, width } = decoded instanceof Promise ? await decoded : decoded;
    store.put(sample, pixels);
    const plane = pixels.height * pixels.width;
    const mean: number[] = [];
    const square: number[] = [];
    for (let c = 0; c < pixels.channels; c++) {
      let sum = 0;
      let squares = 0;
      for (let i = c * plane; i < (c + 1) * plane; i++) {
        const value = pixels.data[i]!;
        sum += value;
        squares += value * value;
      }
      mean.push(sum / plane);
      square.push(squares / plane);
    }
    const looks = looksOf(greyOf(pixels));
    const depth = await depthOf(bytes, format);
    const pixelsHash = `${height}×${width}:${hash('sha256', pixels.data)}`;
    return {
      ok: true,
      bytesHash: hash('sha256', bytes),
      pixelsHash,
      looks,
      measures: measure(pixels, looks.small.subarray(0, rough * rough)),
      ...(depth === undefined ? {} : { depth }),
      format,
      height,
      width,
      bytes: bytes.length,
      mean,
      square,
    };
  } catch (error) {
    if (error instanceof DataError) return { ok: false, code: error.code, reason: error.reason };
    throw error;
  }
}
