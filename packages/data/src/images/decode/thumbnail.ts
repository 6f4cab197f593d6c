import { LIMITS } from '@capstan/base';
import type sharp from 'sharp';
import { DataError } from '../../errors.ts';
import { readPicture } from '../../files/read-picture.ts';
import { decodeBmp } from './formats/bmp.ts';
import { sniff } from './sniff-format.ts';

/** The picture as libvips has it. */
function opened(open: typeof sharp, bytes: Uint8Array): ReturnType<typeof sharp> {
  const header = sniff(bytes);
  if (typeof header === 'string' || header.format !== 'bmp') {
    return open(bytes, { limitInputPixels: LIMITS.pixels }).autoOrient();
  }
  if (header.width * header.height > LIMITS.pixels) throw new RangeError('it has more pixels than may be decoded');
  const { data, width, height } = decodeBmp(bytes); // libvips has no reader for it
  const plane = width * height;
  const mixed = Uint8Array.from({ length: 3 * plane }, (_, i) => data[(i % 3) * plane + Math.floor(i / 3)]!);
  return open(mixed, { raw: { width, height, channels: 3 } });
}

/**
 * A small copy of a picture as a data URL, for a report or a page.
 *
 * @param options.size its longer side at most, in pixels; smaller pictures stay as they are
 * @throws {DataError} image-unreadable — where a picture cannot be decoded
 * @example const src = await thumbnail('photos/cat/1.jpg');
 */
export async function thumbnail(path: string, options: { size?: number } = {}): Promise<string> {
  const { size = 112 } = options;
  const bytes = readPicture(path);
  const { default: libvips } = await import('sharp'); // libvips is needed for reports only
  try {
    const picture = opened(libvips, bytes);
    const { width, height } = await picture.metadata();
    const fitted = picture
      .resize(size, size, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#fff' });
    const exact = Math.max(width, height) <= size;
    const encoded = await (exact ? fitted.png() : fitted.jpeg({ quality: 80 })).toBuffer();
    return `data:image/${exact ? 'png' : 'jpeg'};base64,${encoded.toString('base64')}`;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError('image-unreadable', reason, { file: path, cause });
  }
}
