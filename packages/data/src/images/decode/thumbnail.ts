import { LIMITS } from '@capstan/base';
import { DataError } from '../../errors.ts';
import { readPicture } from '../../files/read-picture.ts';

/**
 * A small copy of a picture as a data URL, for a report or a page.
 *
 * @param options.size its longer side at most, in pixels; smaller pictures stay as they are
 * @throws DataError `image-unreadable`
 * @example const src = await thumbnail('photos/cat/1.jpg');
 */
export async function thumbnail(path: string, options: { size?: number } = {}): Promise<string> {
  const { size = 112 } = options;
  const bytes = readPicture(path);
  const { default: sharp } = await import('sharp'); // libvips is needed for reports only
  try {
    const picture = sharp(bytes, { limitInputPixels: LIMITS.pixels }).autoOrient();
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
