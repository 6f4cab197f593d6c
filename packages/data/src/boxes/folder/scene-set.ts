import { purpose, Random } from '@capstan/base';
import { DataError } from '../../errors.ts';
import { readPicture } from '../../files/read-picture.ts';
import type { Transform } from '../../images/augment/index.ts';
import { viewOf, write } from '../../images/augment/view.ts';
import { decode } from '../../images/decode/decode.ts';
import type { Pixels } from '../../images/decode/pixels.ts';
import { normalizeTables, type Preprocessing } from '../../images/preprocessing.ts';
import { type Sample, sampleAugmenter } from '../augment-sample.ts';
import { mosaic } from '../mosaic.ts';
import type { Scene } from './scenes.ts';

/** Bytes of decoded pictures that a set keeps. */
const KEPT = 2 ** 30;

/** How a set's pictures are changed in training. */
export interface Changes {
  augment: readonly Transform[];
  /** Share of pictures that are put together of four. */
  mosaic: number;
  seed: number;
}

/** The pictures of one part of the data with their boxes, fitted to the size that a model sees. */
export class SceneSet {
  readonly scenes: readonly Scene[];
  readonly preprocessing: Preprocessing;
  readonly #kept = new Map<number, Pixels>();
  #bytes = 0;

  constructor(scenes: readonly Scene[], preprocessing: Preprocessing) {
    this.scenes = scenes;
    this.preprocessing = preprocessing;
  }

  get length(): number {
    return this.scenes.length;
  }

  /** Names of the pictures' files, from the folder on. */
  get files(): string[] {
    return this.scenes.map(({ name }) => name);
  }

  /**
   * A picture as the model sees it, unchanged.
   *
   * @throws {DataError} image-unreadable — naming the file
   */
  async plain(index: number): Promise<Sample> {
    const scene = this.scenes[index]!;
    const { size } = this.preprocessing;
    const pixels = this.#kept.get(index) ?? (await this.#decode(scene));
    if (!this.#kept.has(index) && this.#bytes + pixels.data.length <= KEPT) {
      this.#kept.set(index, pixels);
      this.#bytes += pixels.data.length;
    }
    const [down, across] = [size[0] / scene.height, size[1] / scene.width];
    const boxes = scene.boxes.map((box) => ({
      ...box,
      ...{ left: box.left * across, right: box.right * across, top: box.top * down, bottom: box.bottom * down },
    }));
    return { pixels, boxes };
  }

  /**
   * Makes the function that gives pictures as training sees them: what is drawn for a picture depends on seed, pass and
   * picture alone.
   */
  changer({ augment, mosaic: share, seed }: Changes): (index: number, epoch: number) => Promise<Sample> {
    const change = sampleAugmenter(augment, this.preprocessing, { visible: 0.3 });
    const random = new Random(seed);
    return async (index, epoch) => {
      const draw = random.at(purpose.augment, epoch, index);
      if (share === 0 || !draw.chance(share)) return change(await this.plain(index), draw);
      const others = [0, 1, 2].map(() => draw.below(this.length));
      const four = [await this.plain(index)];
      for (const other of others) four.push(await this.plain(other));
      return change(mosaic([four[0]!, four[1]!, four[2]!, four[3]!], this.preprocessing.size, draw), draw); // four were put in
    };
  }

  async #decode({ file, height, width }: Scene): Promise<Pixels> {
    try {
      const decoded = await decode(readPicture(file), { ...this.preprocessing, whole: false });
      if (decoded.height !== height || decoded.width !== width) {
        const reason = `it has ${decoded.width} × ${decoded.height} pixels, and its annotation says ${width} × ${height}`;
        throw new DataError('annotation-invalid', reason, {
          hint: 'Its boxes would lie elsewhere: annotate it again, or take it out',
        });
      }
      return decoded.pixels;
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      throw new DataError(error.code, error.reason, { file, cause: error });
    }
  }
}

/**
 * Samples as the numbers that a model takes.
 *
 * @returns (samples, channels, height, width), normalised
 */
export function sampleNumbers(samples: readonly Sample[], preprocessing: Preprocessing): Float32Array {
  const tables = normalizeTables(preprocessing);
  const [height, width] = preprocessing.size;
  const each = preprocessing.channels * height * width;
  const out = new Float32Array(samples.length * each);
  for (const [i, { pixels }] of samples.entries()) write(viewOf(pixels), tables, out, i * each);
  return out;
}
