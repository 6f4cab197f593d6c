import { LIMITS } from '@capstan/base';
import type sharp from 'sharp';
import { DataError } from '../../errors.ts';
import { type Base, fittedSize } from '../preprocessing.ts';
import { decodeBmp } from './formats/bmp.ts';
import { isCut } from './is-cut.ts';
import { type JpegHeader, readJpegHeader } from './jpeg/header.ts';
import { decodeJpeg, scaleJpeg } from './jpeg/jpeg.ts';
import { JpegPixels } from './jpeg/jpeg-pixels.ts';
import { cutMiddle, type Pixels, toChannels, toPlanes } from './pixels.ts';
import { decodePng } from './png.ts';
import { resample } from './resample.ts';
import { type Header, type ImageFormat, readFormats, sniff } from './sniff-format.ts';

/**
 * Up to this many pixels a plain picture is decoded here; above, libvips' faster loops outweigh what its pipeline costs to
 * build, and for JPEGs that it decodes at an eighth, a quarter or half of their size (measured; see bench/LOG.md).
 */
const smallPng = 2 ** 16;
const smallJpeg = 2 ** 20;

/** White, behind transparent pictures. */
const background = '#ffffff';

/** A decoded picture and what it was before it was fitted. */
export type Decoded = { pixels: Pixels; format: ImageFormat; height: number; width: number };

/**
 * Decodes a picture into bytes fitted as `base` says: the first page or frame, turned upright by its EXIF orientation, on white where
 * transparent, in sRGB of 8 bits a channel. Everything that turns files into pixels passes through here.
 *
 * @returns without a promise when the picture is small and plain
 * @throws {DataError} image-unreadable, image-unsupported — where a picture cannot be decoded, or its format is not read
 * @throws {DataError} image-too-large — without the file's name
 */
export function decode(bytes: Uint8Array, base: Base, maxPixels = LIMITS.pixels): Decoded | Promise<Decoded> {
  const header = headerOf(bytes, maxPixels);
  const { format, height, width } = header;
  const fitted = decodePlain(bytes, header, base);
  if (fitted) return { pixels: finish(fitted, base), format, height, width };
  return decodeWithLibvips(bytes, base, header, maxPixels);
}

/**
 * The same for a plain JPEG that is kept whole, decoded no sooner than its pixels are asked for, and only those that are.
 *
 * @returns `undefined` where it has to be decoded at once
 * @throws {DataError} what `decode` throws
 * @throws {DamagedJpeg} — by its pixels, where the file is damaged
 */
export function decodeLater(bytes: Uint8Array, base: Base, maxPixels = LIMITS.pixels): JpegPixels | undefined {
  const header = headerOf(bytes, maxPixels);
  const jpeg = base.whole ? plainJpeg(bytes, header) : undefined;
  if (jpeg?.components.length !== base.channels) return undefined;
  return new JpegPixels(bytes, jpeg, fittedSize(header.height, header.width, base));
}

function headerOf(bytes: Uint8Array, maxPixels: number): Header {
  const header = sniff(bytes);
  if (typeof header === 'string') throw notAPicture(header);
  const { height, width } = header;
  if (height === 0 || width === 0) throw new DataError('image-unreadable', 'a picture without pixels');
  if (height * width > maxPixels) {
    const reason = `${width} × ${height} pixels, where at most ${Math.round(maxPixels / 1e6)} million are decoded`;
    throw new DataError('image-too-large', reason, { hint: 'Save a smaller version of it, or raise maxPixels' });
  }
  return header;
}

function plainJpeg(bytes: Uint8Array, { format, height, width }: Header): JpegHeader | undefined {
  const jpeg = format === 'jpeg' && height * width <= smallJpeg ? readJpegHeader(bytes) : undefined;
  return jpeg?.height === height && jpeg.width === width ? jpeg : undefined;
}

/** Decoded here and fitted; `undefined` where that is for libvips to do. */
function decodePlain(bytes: Uint8Array, header: Header, base: Base): Pixels | undefined {
  if (header.format === 'png') {
    const png = header.height * header.width <= smallPng ? decodePng(bytes) : undefined;
    return png && fit(toChannels(png, base.channels), base);
  }
  if (header.format === 'bmp') return fit(toChannels(decodeBmp(bytes), base.channels), base); // libvips has no reader for it
  const jpeg = plainJpeg(bytes, header);
  if (!jpeg) return undefined;
  const channels = jpeg.components.length;
  if (channels > base.channels) {
    const colour = decodeJpeg(bytes); // becomes grey before it is scaled
    return colour && fit(toChannels(colour, base.channels), base);
  }
  const [height, width] = fittedSize(jpeg.height, jpeg.width, base);
  const data = new Uint8Array(channels * height * width);
  const whole = { top: 0, left: 0, height, width };
  return scaleJpeg(bytes, jpeg, [height, width], whole, height, width, data)
    ? { data, channels, height, width }
    : undefined;
}

function fit(pixels: Pixels, base: Base): Pixels {
  const [height, width] = fittedSize(pixels.height, pixels.width, base);
  if (height === pixels.height && width === pixels.width) return pixels;
  const data = new Uint8Array(pixels.channels * height * width);
  resample(pixels, { top: 0, left: 0, height: pixels.height, width: pixels.width }, height, width, data);
  return { data, channels: pixels.channels, height, width };
}

/** From fitted pixels to what is asked for. */
function finish(fitted: Pixels, base: Base): Pixels {
  const pixels = toChannels(fitted, base.channels);
  return base.whole ? pixels : cutMiddle(pixels, base.size[0], base.size[1]);
}

async function decodeWithLibvips(bytes: Uint8Array, base: Base, header: Header, maxPixels: number): Promise<Decoded> {
  const open = await libvips();
  try {
    const image = open(bytes, { failOn: 'warning', limitInputPixels: maxPixels, autoOrient: true });
    const { autoOrient: source, space, hasProfile, depth } = await image.metadata();
    if (!/^u(char|short)$/.test(depth))
      throw new DataError('image-unsupported', `its pixels are numbers of the kind ${depth}`, {
        hint: 'Scale them to 8 or 16 bits and save it as PNG',
      });
    const [height, width] = fittedSize(source.height, source.width, base);
    if (space === 'cmyk' && !hasProfile) {
      // Inks that no profile describes: the plain formula, as Pillow and browsers take it; libvips would assume a press.
      const inks = await image
        .pipelineColourspace('cmyk')
        .resize(width, height, { fit: 'fill', kernel: 'linear' })
        .toColourspace('cmyk')
        .raw()
        .toBuffer();
      const planes = { data: fromInks(inks), channels: 3, height, width };
      return { pixels: finish(planes, base), format: header.format, height: source.height, width: source.width };
    }
    const { data, info } = await image
      .resize(width, height, { fit: 'fill', kernel: 'linear' })
      .flatten({ background })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const planes = toPlanes(data, info.channels >= 3 ? 3 : 1, info.height, info.width, info.channels);
    return { pixels: finish(planes, base), format: header.format, height: source.height, width: source.width };
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw new DataError('image-unreadable', isCut(bytes, header.format) ? 'the file is cut short' : 'it is damaged', {
      cause,
    });
  }
}

/** Cyan, magenta, yellow and black by pixel as planes of red, green and blue. */
function fromInks(inks: Uint8Array): Uint8Array {
  const plane = inks.length / 4;
  const data = new Uint8Array(3 * plane);
  for (let i = 0; i < plane; i++) {
    const light = 255 - inks[4 * i + 3]!;
    for (let c = 0; c < 3; c++) data[c * plane + i] = Math.round(((255 - inks[4 * i + c]!) * light) / 255);
  }
  return data;
}

let loading: Promise<typeof sharp> | undefined;

function libvips(): Promise<typeof sharp> {
  loading ??= import('sharp').then((module) => {
    module.default.cache(false); // every picture comes once: nothing to keep
    module.default.concurrency(1); // the threads are ours, one picture each
    return module.default;
  });
  return loading;
}

const pictures = ['a BigTIFF', 'a HEIC or a video', 'a PDF', 'an HTML or SVG page'];

function notAPicture(found: string): DataError {
  if (pictures.includes(found)) {
    return new DataError('image-unsupported', `it is ${found}`, { hint: `${readFormats} are read: convert it` });
  }
  return new DataError('image-unreadable', `it is ${found}, not a JPEG, PNG or WebP`);
}
