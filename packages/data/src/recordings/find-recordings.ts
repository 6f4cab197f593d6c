import { basename, extname } from 'node:path';
import { DataError } from '../errors.ts';
import { type FolderFile, filesOf } from '../folder/files-of.ts';
import { splitNames } from '../images/source/split-names.ts';
import type { Part } from '../split/assign-parts.ts';
import { type NameParts, namePattern } from './name-parts.ts';
import type { RecordingFolder } from './recording-folder.ts';

/**
 * The recordings below a folder, sorted by name, with the class and the split that their folders say.
 *
 * @throws {DataError} folder-missing — where there is no such folder
 * @example recordingsUnder('recordings') // [{ file: 'yes/a.wav', class: 'yes' }, …]
 */
export const recordingsUnder = (root: string): FolderFile[] => filesOf(root, 'recordings');

/** A recording that was found: where, and of what class. */
export type FoundRecording = { file: string; class: string; split: Part | undefined; parts: NameParts };

/**
 * The recordings of a folder that have a class, and those that don't, with the reason.
 *
 * @throws {DataError} folder-missing, folder-empty — where there is no such folder, or none of its recordings has a class
 */
export function findRecordings({ root, options }: RecordingFolder): { found: FoundRecording[]; aside: string[] } {
  const { names } = options;
  const take = names === undefined ? undefined : namePattern(names);
  const aside: string[] = [];
  const found = recordingsUnder(root).flatMap((one): FoundRecording[] => {
    const parts = take?.(basename(one.file, extname(one.file)));
    const name = parts?.class ?? one.class;
    const reason =
      take && !parts ? `it is not called ${names}` : name === undefined ? 'nothing says its class' : undefined;
    if (reason !== undefined) aside.push(`${one.file}: ${reason}`);
    if (reason !== undefined || name === undefined) return [];
    const split = one.split === undefined ? undefined : splitNames[one.split.toLowerCase()];
    return [{ file: one.file, class: name, split, parts: parts ?? {} }];
  });
  if (found.length > 0) return { found, aside };
  const none =
    aside[0] === undefined
      ? 'no recording is in it'
      : `none of its ${aside.length} recordings has a class (${aside[0]})`;
  throw new DataError('folder-empty', none, {
    file: root,
    hint: 'Put them into a folder for each class, or say how they are called: names, or --file-names {class}_{take}',
  });
}
