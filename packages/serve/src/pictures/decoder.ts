import { setImmediate as turn } from 'node:timers/promises';
import type { DataError, Preprocessing } from '@capstan/data';
import { decodeImage, pictureSize } from '@capstan/data/decode-image';
import { ServeError } from '../errors.ts';
import type { Deadline } from '../http/deadline.ts';
import { bytesOf, type TensorSpec, type WireTensor } from '../protocol/datatypes.ts';

/** Pictures of more pixels take long, and some hundred megabytes: so many of them are decoded at one time. */
const LARGE_PIXELS = 2 ** 22;
const LARGE_AT_ONCE = 2;

/** How a picture becomes numbers, and how long it is worth to. */
export type DecodeOptions = {
  preprocessing: Preprocessing;
  maxPixels: number | undefined;
  deadline: Deadline;
  signal: AbortSignal;
};

const DATA_ERROR: DataError['name'] = 'DataError';

/** Decodes pictures as training did; large ones wait for each other. */
export class PictureDecoder {
  readonly #waiting: (() => void)[] = [];
  #large = 0;

  /**
   * @throws {ServeError} bad-image — with the reason
   * @throws {ServeError} deadline-exceeded, cancelled — where its time is up, or the client left
   */
  async decode(picture: Uint8Array, options: DecodeOptions): Promise<Float32Array> {
    const { preprocessing, maxPixels } = options;
    const size = pictureSize(picture);
    const isLarge = size !== undefined && size.height * size.width > LARGE_PIXELS;
    if (isLarge) await this.#enter();
    try {
      refuseLate(options);
      return await decodeImage(picture, preprocessing, maxPixels === undefined ? {} : { maxPixels });
    } catch (cause) {
      if (!(cause instanceof Error) || cause.name !== DATA_ERROR) throw cause;
      throw new ServeError('bad-image', `the picture cannot be used: ${cause.message}`, { cause });
    } finally {
      if (isLarge) this.#leave();
    }
  }

  /**
   * Decodes pictures, one after the other, into a model's one input. Small ones are decoded on this thread, so other
   * requests get their turn in between.
   */
  async decodeAll(pictures: readonly Uint8Array[], spec: TensorSpec, options: DecodeOptions): Promise<WireTensor> {
    const { channels, size } = options.preprocessing;
    const width = channels * size[0] * size[1];
    const rows = new Float32Array(pictures.length * width);
    for (const [i, picture] of pictures.entries()) {
      if (i > 0) await turn();
      rows.set(await this.decode(picture, options), i * width);
    }
    return { ...spec, shape: [pictures.length, channels, ...size], bytes: bytesOf(rows) };
  }

  async #enter(): Promise<void> {
    if (this.#large++ < LARGE_AT_ONCE) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #leave(): void {
    this.#large--;
    this.#waiting.shift()?.();
  }
}

function refuseLate({ deadline, signal }: DecodeOptions): void {
  if (signal.aborted) throw new ServeError('cancelled', 'the client went away');
  if (deadline.left <= 0)
    throw new ServeError('deadline-exceeded', 'the pictures could not be decoded in time; send fewer at once');
}

/** Bytes of one picture as a row of the model's input. */
export function bytesPerPicture({ channels, size }: Preprocessing): number {
  return channels * size[0] * size[1] * Float32Array.BYTES_PER_ELEMENT;
}
