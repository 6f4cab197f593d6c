import type { Pixels, Window } from '../pixels.ts';
import type { JpegHeader } from './header.ts';
import { scaleJpeg } from './jpeg.ts';

/** The file turns out to be damaged while it is decoded; libvips names the fault. */
export class DamagedJpeg extends Error {}

/** A fitted JPEG of which only what is asked for is decoded: all of it, or a window. The pixels are the same. */
export class JpegPixels implements Pixels {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly #bytes: Uint8Array;
  readonly #header: JpegHeader;
  #data: Uint8Array | undefined;

  constructor(bytes: Uint8Array, header: JpegHeader, [height, width]: readonly [number, number]) {
    this.#bytes = bytes;
    this.#header = header;
    this.channels = header.components.length;
    this.height = height;
    this.width = width;
  }

  /** @throws {DamagedJpeg} — where the file turns out to be damaged */
  get data(): Uint8Array {
    if (this.#data) return this.#data;
    const { channels, height, width } = this;
    const data = new Uint8Array(channels * height * width);
    this.scale({ top: 0, left: 0, height, width }, height, width, data);
    this.#data = data;
    return data;
  }

  /** @throws {DamagedJpeg} — where the file turns out to be damaged */
  scale(window: Window, height: number, width: number, out: Uint8Array): void {
    const fitted = [this.height, this.width] as const;
    if (!scaleJpeg(this.#bytes, this.#header, fitted, window, height, width, out)) throw new DamagedJpeg();
  }
}
