import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { purpose, Random } from '@capstan/base';
import { DataError } from '../../errors.ts';
import { splitNames } from '../../images/source/split-names.ts';
import { assignParts, type Part, type SplitOption } from '../../split/assign-parts.ts';
import type { Annotated } from '../box.ts';
import { coco } from '../coco.ts';
import { pascalVoc } from '../pascal-voc.ts';

/** A picture with its boxes, and the part of the data that it is in. */
export interface Scene extends Annotated {
  /** From the folder on. */
  name: string;
  part: Part | undefined;
}

/** Whether a folder holds boxes in a form that is read. @example holdsBoxes('BCCD') // true */
export function holdsBoxes(root: string): boolean {
  return isFolder(join(root, 'Annotations')) || cocoFiles(root).length > 0;
}

/**
 * All pictures of a folder with their boxes, split as the folder says, or by shares.
 *
 * @throws {DataError} folder-missing, folder-empty, annotation-invalid — where there is no such folder, it holds no boxes, or a file of them is damaged
 */
export function scenesOf(root: string, split: SplitOption, seed: number): Scene[] {
  if (!isFolder(root))
    throw new DataError('folder-missing', 'there is no such folder', {
      file: root,
      hint: 'Give a folder of pictures with boxes',
    });
  const found = isFolder(join(root, 'Annotations')) ? ofVoc(root) : ofCoco(root);
  if (found.length === 0) {
    const hint =
      'Expected is Annotations/*.xml with JPEGImages (Pascal VOC), or a JSON file of COCO beside the pictures';
    throw new DataError('folder-empty', 'no annotated picture in it', { file: root, hint });
  }
  if (found.some(({ part }) => part !== undefined)) return found;
  const random = new Random(seed);
  const keys = found.map((_, i) => random.at(purpose.split, 0, i).below(2 ** 31));
  const parts = assignParts(
    found.map(() => ''),
    keys,
    split,
    'pictures',
  );
  return found.map((scene, i) => ({ ...scene, part: parts[i] }));
}

function ofVoc(root: string): Scene[] {
  const lists = new Map<string, Part>();
  for (const part of ['train', 'validation', 'test'] as const) {
    const file = join(root, 'ImageSets', 'Main', `${part === 'validation' ? 'val' : part}.txt`);
    if (!existsSync(file)) continue;
    for (const line of readFileSync(file, 'utf8').split('\n'))
      if (line.trim() !== '') lists.set(line.trim().split(/\s+/)[0]!, part); // it isn't blank
  }
  return pascalVoc(root).map((annotated) => {
    const name = relative(root, annotated.file);
    const stem = name
      .split(/[\\/]/)
      .at(-1)!
      .replace(/\.[^.]*$/, '');
    return { ...annotated, name, part: lists.get(stem) };
  });
}

/** Files of boxes: of the folder itself, or of its train, valid and test. */
function cocoFiles(root: string): { file: string; pictures: string; part: Part | undefined }[] {
  const within = (folder: string, part: Part | undefined) =>
    jsonOf(folder).map((name) => ({ file: join(folder, name), pictures: folder, part }));
  const parts = readdirSync(root, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() && Object.hasOwn(splitNames, entry.name.toLowerCase())
      ? within(join(root, entry.name), splitNames[entry.name.toLowerCase()])
      : [],
  );
  return parts.length > 0 ? parts : within(root, undefined);
}

/** Files that say of themselves that they hold annotations. */
const jsonOf = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json') && readFileSync(join(folder, name), 'utf8').includes('"annotations"'))
    .sort();

const ofCoco = (root: string): Scene[] =>
  cocoFiles(root).flatMap(({ file, pictures, part }) =>
    coco(file, pictures).map((annotated) => ({ ...annotated, name: relative(root, annotated.file), part })),
  );

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
