import { type Kernels, kernels } from '../../../kernels/kernels.ts';
import type { Pixels, Window } from '../pixels.ts';
import { type Cut, copyOut, reachOf, type Source, scale, tapsFor } from '../resample.ts';
import { type JpegHeader, readJpegHeader } from './header.ts';

/**
 * Decodes a plain JPEG (see `readJpegHeader`). The result equals libjpeg-turbo's to the bit: accurate integer DCT, fancy
 * upsampling.
 *
 * @returns `undefined` for anything else, damaged files included: libvips then decides, and names the fault
 */
export function decodeJpeg(bytes: Uint8Array): Pixels | undefined {
  const header = readJpegHeader(bytes);
  if (!header) return undefined;
  const { height, width, components } = header;
  const data = new Uint8Array(components.length * height * width);
  const whole = { top: 0, left: 0, height, width };
  return scaleJpeg(bytes, header, [height, width], whole, height, width, data)
    ? { data, channels: components.length, height, width }
    : undefined;
}

/**
 * Scales a window of a fitted JPEG, as if it had been decoded and fitted whole before; nothing else is decoded.
 *
 * @param fitted height and width of the whole picture in which the window is
 * @param out planes of (channels, height, width) bytes
 * @returns false when the file is damaged
 */
export function scaleJpeg(
  bytes: Uint8Array,
  header: JpegHeader,
  fitted: readonly [height: number, width: number],
  window: Window,
  height: number,
  width: number,
  out: Uint8Array,
): boolean {
  const memory = kernels();
  memory.start();
  const asIs = height === window.height && width === window.width && Number.isInteger(window.top + window.left);
  const taps = tapsFor(...fitted, window, height, width);
  const [top, bottom] = asIs ? [window.top, window.top + height] : reachOf(taps.down, 0, height, fitted[0]);
  const [left, right] = asIs ? [window.left, window.left + width] : reachOf(taps.across, 0, width, fitted[1]);
  const cut = { top, bottom, left, right };
  const source = fitWithin(memory, bytes, header, fitted, cut);
  if (!source) return false;
  if (asIs) {
    copyOut(memory, source, cut, out);
  } else {
    const whole = { top: 0, bottom: height, left: 0, right: width };
    copyOut(memory, scale(memory, source, taps, whole), whole, out);
  }
  return true;
}

function fitWithin(
  memory: Kernels,
  bytes: Uint8Array,
  header: JpegHeader,
  [height, width]: readonly [number, number],
  cut: Cut,
): Source | undefined {
  if (height === header.height && width === header.width) return decodeWithin(memory, bytes, header, cut);
  const whole = { top: 0, left: 0, height: header.height, width: header.width };
  const taps = tapsFor(header.height, header.width, whole, height, width);
  const [top, bottom] = reachOf(taps.down, cut.top, cut.bottom, header.height);
  const [left, right] = reachOf(taps.across, cut.left, cut.right, header.width);
  const source = decodeWithin(memory, bytes, header, { top, bottom, left, right });
  return source && scale(memory, source, taps, cut);
}

/**
 * Decodes a cut of a JPEG within the kernels' memory. All of its code is read; what lies outside stays coefficients.
 *
 * @returns where the planes are, `at` being line 0 and column 0 of the whole picture, whose pixels are there only within
 * the cut; `undefined` where the file is damaged
 */
function decodeWithin(memory: Kernels, bytes: Uint8Array, header: JpegHeader, cut: Cut): Source | undefined {
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
