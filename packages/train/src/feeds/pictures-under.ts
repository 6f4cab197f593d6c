import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

const PICTURE = /\.(jpe?g|jpe|jfif|png|webp|gif|bmp|tiff?|avif)$/i;

/** Every picture under a folder by its path from there with `/`, sorted; hidden ones are left alone. */
export function picturesUnder(root: string): string[] {
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && PICTURE.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !file.split('/').some((part) => part.startsWith('.')))
    .sort();
}
