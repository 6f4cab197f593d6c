import type { FolderFile } from '../files-of.ts';
import type { FileItem } from './contract.ts';

/** Two files, by their places, that are nearly the same. */
export type NearFiles = { first: number; second: number; likeness: number };

/** Of pairs under two classes the second file, once. */
export function acrossClasses(files: readonly FolderFile[], pairs: readonly NearFiles[]): FileItem[] {
  return chosen(files, pairs, (a, b) =>
    a.class !== b.class ? `, of the class ${JSON.stringify(a.class ?? '')}` : undefined,
  );
}

/** Of pairs of one class in two splits the second file, once. */
export function acrossSplits(files: readonly FolderFile[], pairs: readonly NearFiles[]): FileItem[] {
  return chosen(files, pairs, (a, b) =>
    a.class === b.class && a.split !== b.split ? `, in ${a.split ?? 'no split'}` : undefined,
  );
}

/** Of pairs of one class and split the second file, once. */
export function withinClasses(files: readonly FolderFile[], pairs: readonly NearFiles[]): FileItem[] {
  return chosen(files, pairs, (a, b) => (a.class === b.class && a.split === b.split ? '' : undefined));
}

function chosen(
  files: readonly FolderFile[],
  pairs: readonly NearFiles[],
  isMeant: (a: FolderFile, b: FolderFile) => string | undefined,
): FileItem[] {
  const found = new Map<number, FileItem>();
  for (const { first, second, likeness } of pairs) {
    const where = isMeant(files[first]!, files[second]!);
    if (where === undefined || found.has(second)) continue;
    const like = files[first]!.file;
    found.set(second, { file: files[second]!.file, like, reason: `like ${like}${where} (${likeness.toFixed(2)})` });
  }
  return [...found].sort(([a], [b]) => a - b).map(([, item]) => item);
}
