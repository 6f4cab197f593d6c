/** Rectangle of a picture, in pixels, fractions allowed. */
export type Window = { top: number; left: number; height: number; width: number };

/** A picture in memory: planes of bytes, (channels, height, width). */
export type Pixels = {
  readonly data: Uint8Array;
  channels: number;
  height: number;
  width: number;
  /** As `resample`, where that is possible without making all of `data`. */
  scale?(window: Window, height: number, width: number, out: Uint8Array): void;
};

/**
 * Makes the number of channels what the model wants: grey is repeated, colour becomes luma (ITU-R BT.601, as Pillow's L).
 */
export function toChannels(pixels: Pixels, channels: 1 | 3): Pixels {
  if (pixels.channels === channels) return pixels;
  const { height, width } = pixels;
  const plane = height * width;
  const data = new Uint8Array(plane * channels);
  const source = pixels.data;
  if (channels === 3) {
    const grey = source.subarray(0, plane);
    for (let c = 0; c < 3; c++) data.set(grey, c * plane);
  } else {
    for (let i = 0; i < plane; i++) {
      data[i] = (source[i]! * 19595 + source[plane + i]! * 38470 + source[2 * plane + i]! * 7471 + 0x8000) >> 16;
    }
  }
  return { data, channels, height, width };
}

/** Interleaved bytes, as decoders give them, to planes; further channels than `channels` are dropped. */
export function toPlanes(
  source: Uint8Array,
  channels: number,
  height: number,
  width: number,
  stride = channels,
): Pixels {
  const plane = height * width;
  if (stride === 1) return { data: source, channels: 1, height, width };
  const data = new Uint8Array(plane * channels);
  for (let c = 0; c < channels; c++) {
    const start = c * plane;
    for (let i = 0, j = c; i < plane; i++, j += stride) data[start + i] = source[j]!;
  }
  return { data, channels, height, width };
}

/** The middle of a picture; it must be at least as large. */
export function cutMiddle(pixels: Pixels, height: number, width: number): Pixels {
  if (pixels.height === height && pixels.width === width) return pixels;
  const top = Math.round((pixels.height - height) / 2);
  const left = Math.round((pixels.width - width) / 2);
  const data = new Uint8Array(pixels.channels * height * width);
  let at = 0;
  for (let c = 0; c < pixels.channels; c++) {
    for (let y = 0; y < height; y++) {
      const start = (c * pixels.height + top + y) * pixels.width + left;
      data.set(pixels.data.subarray(start, start + width), at);
      at += width;
    }
  }
  return { data, channels: pixels.channels, height, width };
}
