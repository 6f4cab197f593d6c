import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../errors.ts';
import { splitNames } from '../images/source/split-names.ts';

/** What most files of a folder are. */
export type FolderKind = 'pictures' | 'recordings' | 'texts' | 'tables';

const patterns: Record<FolderKind, RegExp> = {
  pictures: /\.(jpe?g|jpe|jfif|png|webp|gif|bmp|dib|tiff?|avif)$/i,
  // Also what is not decoded: such files are named, not passed over.
  recordings: /\.(wav|flac|mp3|aiff?|aifc|ogg|oga|opus|m4a|aac|wma)$/i,
  texts: /\.(txt|md|text)$/i,
  tables: /\.(csv|tsv|jsonl?|ndjson|parquet|xlsx|sqlite3?|db)(\.(gz|zst))?$/i,
};
const deepest = 16;

/** A file of a folder: its path from there with `/`, and the folders that say its class and its split, if any. */
export type FolderFile = { file: string; class?: string; split?: string };

/**
 * The files of a kind below a folder, sorted by name. The folder that a file lies in is its class, and one named train,
 * validation or test above that its split. Hidden files and symbolic links are left alone.
 *
 * @throws {DataError} folder-missing — where there is no such folder
 */
export function filesOf(root: string, kind: FolderKind): FolderFile[] {
  return walk(root).flatMap((file) => {
    if (!patterns[kind].test(file)) return [];
    const folders = file.split('/').slice(0, -1);
    const split =
      folders[0] !== undefined && Object.hasOwn(splitNames, folders[0].toLowerCase()) ? folders[0] : undefined;
    const name = (split === undefined ? folders : folders.slice(1)).join('/');
    return [{ file, ...(name === '' ? {} : { class: name }), ...(split === undefined ? {} : { split }) }];
  });
}

/**
 * What most of a folder's files are; undefined where it holds nothing that is read.
 *
 * @throws {DataError} folder-missing — where there is no such folder
 * @example folderKind('recordings') // 'recordings'
 */
export function folderKind(root: string): FolderKind | undefined {
  const names = walk(root);
  const counted = Object.entries(patterns).map(([kind, pattern]) => {
    // as: the patterns' keys are the kinds
    return { kind: kind as FolderKind, count: names.filter((name) => pattern.test(name)).length };
  });
  const most = counted.reduce((a, b) => (b.count > a.count ? b : a));
  return most.count === 0 ? undefined : most.kind;
}

function walk(root: string): string[] {
  const hint = 'Give a folder that can be read';
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory())
    throw new DataError('folder-missing', 'there is no such folder', { file: root, hint });
  const found: string[] = [];
  const visit = (folder: string, depth: number): void => {
    let entries: Dirent[];
    try {
      entries = readdirSync(join(root, folder), { withFileTypes: true });
    } catch (cause) {
      const file = join(root, folder);
      throw new DataError('folder-missing', 'the folder cannot be read', {
        file,
        hint: 'Check its permissions',
        cause,
      });
    }
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && depth < deepest) visit(path, depth + 1);
      else if (entry.isFile()) found.push(path);
    }
  };
  visit('', 0);
  return found.sort();
}
