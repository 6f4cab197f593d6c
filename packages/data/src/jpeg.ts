import { type JpegHeader, readJpegHeader } from './jpeg-header.ts';
import { type Kernels, kernels } from './kernels.ts';
import type { Pixels } from './pixels.ts';
import type { Source } from './resample.ts';

/** Lines and columns of a picture. */
export type Cut = { top: number; bottom: number; left: number; right: number };

/**
 * Decodes a plain JPEG (see `readJpegHeader`). The result equals libjpeg-turbo's to the bit: accurate integer DCT, fancy
 * upsampling.
 *
 * @returns `undefined` for anything else, damaged files included: libvips then decides, and names the fault
 */
export function decodeJpeg(bytes: Uint8Array): Pixels | undefined {
  const header = readJpegHeader(bytes);
  if (!header) return undefined;
  const { height, width } = header;
  const memory = kernels();
  memory.start();
  const source = decodeWithin(memory, bytes, header, { top: 0, bottom: height, left: 0, right: width });
  if (!source) return undefined;
  const { at, stride, plane, channels } = source;
  if (channels === 3) return { data: memory.bytes.slice(at, at + channels * plane), channels, height, width };
  const data = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    data.set(memory.bytes.subarray(at + y * stride, at + y * stride + width), y * width);
  }
  return { data, channels, height, width };
}

/**
 * Decodes a cut of a JPEG within the kernels' memory. All of its code is read; what lies outside stays coefficients.
 *
 * @returns where the planes are, `at` being line 0 and column 0 of the whole picture, whose pixels are there only within
 * the cut; `undefined` where the file is damaged
 */
export function decodeWithin(memory: Kernels, bytes: Uint8Array, header: JpegHeader, cut: Cut): Source | undefined {
  const { height, width, components, interval } = header;
  const { across, down } = components[0]!;
  const columns = Math.ceil(width / (8 * across));
  const rows = Math.ceil(height / (8 * down));
  const data = memory.put(bytes.subarray(header.start));
  const clean = memory.take(bytes.length - header.start + 4096); // read past its end only while it is found damaged
  const planes = components.map((one) => {
    const stride = columns * one.across * 8;
    return { stride, at: memory.take(stride * rows * one.down * 8) };
  });
  const records = components.map((one, i) => {
    const [quantization, dc, ac] = [memory.put(one.quantization), memory.put(one.dc), memory.put(one.ac)];
    return [one.across, one.down, quantization, dc, ac, planes[i]!.at, planes[i]!.stride, 0];
  });
  // Upsampling looks one sample of chroma beyond the cut.
  const [first, last] = [
    Math.floor((cut.top - down + 1) / (8 * down)),
    Math.ceil((cut.bottom + down - 1) / (8 * down)),
  ];
  const [left, right] = [
    Math.floor((cut.left - across + 1) / (8 * across)),
    Math.ceil((cut.right + across - 1) / (8 * across)),
  ];
  const end = data + bytes.length - header.start;
  const scan = [data, end, clean, columns * rows, columns, interval, components.length, first, last, left, right];
  const addresses = [memory.put(Int32Array.from(scan)), memory.put(Int32Array.from(records.flat()))] as const;
  if (memory.run.decodeScan(...addresses) === 0) return undefined;
  const [luma, blue, red] = planes;
  if (!blue || !red) return { ...luma!, plane: luma!.stride * rows * 8, channels: 1 };
  const stride = cut.right - cut.left;
  const plane = stride * (cut.bottom - cut.top);
  const room = memory.take(8 * stride + 512);
  const out = memory.take(3 * plane);
  memory.run.toRgb(
    ...[luma!.at, luma!.stride, blue.at, red.at, blue.stride, Math.ceil(width / across), Math.ceil(height / down)],
    ...[across, down, cut.top, cut.bottom, cut.left, cut.right, room, out],
  );
  return { at: out - cut.top * stride - cut.left, stride, plane, channels: 3 };
}
