import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { DataError } from '../../errors.ts';
import { folderKind } from '../../folder/files-of.ts';
import type { Listed, Listing, PictureSource } from './contract.ts';
import { splitNames } from './split-names.ts';

const read = /\.(jpe?g|jpe|jfif|png|webp|gif|bmp|dib|tiff?|avif)$/i;
const known = /\.(hei[cf]|svg|ico|jp2|jxl|raw|cr2|nef|dng|psd|dcm|nii)$/i;
const deepest = 16;

/**
 * A folder of class folders, sorted by name, so that the order is the same on every machine. A folder whose subfolders are
 * `train` and `val`, `validation` or `test` is taken as already split. Symbolic links that lead out of the root, hidden
 * files, and what is no ordinary file are left alone.
 */
export const classFolders = {
  kind: 'class-folders',
  place: 30,
  about: 'A folder for each class, below train, validation and test where the data is already split.',
  isGiven: () => true,
  list,
} as const satisfies PictureSource;

/** Why there are no classes in a folder, and what to do. */
function whyNone(real: string, hasFiles: boolean): [reason: string, hint: string] {
  const kind = hasFiles ? folderKind(real) : undefined;
  const hint = 'Put the pictures of each class into a folder of its name';
  if (kind === 'pictures') return ['pictures lie in it, but no folders', hint];
  if (kind !== undefined)
    return [
      `it holds ${kind}, and pictures were expected`,
      `capstan data shows what is in them. For pictures: ${hint.toLowerCase()}`,
    ];
  return [hasFiles ? 'no pictures lie in it' : 'the folder is empty', hint];
}

/** @throws {DataError} folder-missing, folder-empty — where there is no such folder, or there is nothing in it */
function list(real: string): Listing {
  const found: Listing = { classes: [], pictures: [], strays: [] };
  const classes = new Set<string>();
  const top = folders(real, '', found);
  if (top.length === 0) {
    const [reason, hint] = whyNone(real, found.strays.length > 0);
    throw new DataError('folder-empty', reason, { file: real, hint });
  }
  const isSplit = top.some((name) => splitNames[name.toLowerCase()] === 'train') && top.length > 1;
  if (isSplit && top.every((name) => Object.hasOwn(splitNames, name.toLowerCase()))) {
    for (const name of top) {
      const split = splitNames[name.toLowerCase()]!;
      for (const inner of folders(real, name, found)) {
        classes.add(inner);
        walk(real, `${name}/${inner}`, { class: inner, split }, found, 0);
      }
    }
  } else {
    for (const name of top) {
      classes.add(name);
      walk(real, name, { class: name, split: undefined }, found, 0);
    }
  }
  found.classes = [...classes].sort(byCode);
  return found;
}

/** Names of the folders in `at`; files that lie beside them are strays. */
function folders(root: string, at: string, found: Listing): string[] {
  const names: string[] = [];
  for (const entry of entries(join(root, at))) {
    const file = at === '' ? entry.name : `${at}/${entry.name}`;
    if (entry.isDirectory()) names.push(entry.name);
    else
      found.strays.push({
        file,
        reason: entry.isSymbolicLink() ? 'a link beside the class folders' : 'beside the class folders',
        kind: entry.isSymbolicLink() ? 'link' : 'stray',
      });
  }
  return names;
}

function walk(root: string, at: string, as: Omit<Listed, 'file'>, found: Listing, depth: number): void {
  for (const entry of entries(join(root, at))) {
    const file = `${at}/${entry.name}`;
    if (entry.isDirectory()) {
      if (depth < deepest) walk(root, file, as, found, depth + 1);
      else found.strays.push({ file, reason: `more than ${deepest} folders deep`, kind: 'stray' });
      continue;
    }
    const isLink = entry.isSymbolicLink();
    if (isLink && !staysInside(root, join(root, file))) {
      found.strays.push({ file, reason: 'a link to a folder, to nothing or out of the data', kind: 'link' });
    } else if (!isLink && !entry.isFile()) {
      found.strays.push({ file, reason: 'a pipe, socket or device', kind: 'stray' });
    } else if (read.test(entry.name)) {
      found.pictures.push({ file, ...as });
    } else if (known.test(entry.name)) {
      found.strays.push({ file, reason: 'its format is not read', kind: 'unsupported' });
    } else {
      found.strays.push({ file, reason: 'not a picture', kind: 'stray' });
    }
  }
}

/** Sorted by code unit, hidden ones left out: `.DS_Store`, `._x.jpg` and the like are no data. */
function entries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.name.startsWith('.') && entry.name !== 'Thumbs.db' && entry.name !== '__MACOSX')
      .sort((a, b) => byCode(a.name, b.name));
  } catch (cause) {
    throw new DataError('folder-missing', 'the folder cannot be read', {
      file: folder,
      hint: 'Check its permissions',
      cause,
    });
  }
}

function staysInside(root: string, path: string): boolean {
  try {
    const target = realpathSync(path);
    const inside = relative(root, target);
    return inside !== '' && !inside.startsWith(`..${sep}`) && inside !== '..' && statSync(target).isFile();
  } catch {
    return false;
  }
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
