import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import {
  folderKind,
  holdsBoxes,
  horizontalFlip,
  imageFolder,
  interactionForm,
  randomCrop,
  randomResizedCrop,
  taggedWords,
} from '@capstan/data';
import { pictureSize } from '@capstan/data/decode-image';
import { TrainError } from '../errors.ts';
import { picturesUnder } from '../feeds/pictures-under.ts';
import type { TableFileOptions } from '../feeds/table/table-file.ts';
import type { Project } from '../project/project.ts';
import { projectName } from '../project/project-name.ts';
import { chooseTask, taskNamed } from '../tasks/task-of.ts';
import type { Looked, Wish } from './contract.ts';
import { lookAtBoxes } from './look-at-boxes.ts';
import { lookAtInteractions } from './look-at-interactions.ts';
import { lookAtRecordings } from './look-at-recordings.ts';
import { lookAtTable } from './look-at-table.ts';
import { lookAtTagged } from './look-at-tagged.ts';
import { recipeFor } from './recipes.ts';

/** Pictures up to this height and width are taken for small ones. */
const SMALL = 64;

/**
 * Looks at data and chooses task, model, metric and split for them, saying why: a folder of pictures, recordings or texts with a
 * folder for each class, pictures with boxes, a table, or texts whose words have tags.
 *
 * @param path a folder or a file
 * @throws {TrainError} bad-project — it can't be told what is to be learned, or nothing can
 * @throws {DataError} what `reading` throws
 * @example
 * const { projects, reasons } = await lookAt('loans.csv', { target: 'defaulted' });
 * await fit(projects[0]);
 */
export async function lookAt(
  path: string,
  wish: Wish = {},
  reading: TableFileOptions['reading'] = {},
): Promise<Looked> {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (isFolder && holdsBoxes(path)) return lookAtBoxes(path, suited(path, wish, 'boxes'));
  const kind = isFolder ? folderKind(path) : undefined;
  if (!isFolder || kind === 'texts' || kind === 'recordings') {
    if (kind === 'recordings') return lookAtRecordings(path, suited(path, wish, 'recordings'));
    const words = isFolder ? undefined : await taggedWords(path);
    if (words) return lookAtTagged(path, words, suited(path, wish, 'tags'));
    return (await isOfUsers(path, wish, isFolder))
      ? lookAtInteractions(path, suited(path, wish, 'interactions'), reading)
      : lookAtTable(path, suited(path, wish, 'table'), reading);
  }
  if (kind === 'tables') {
    throw new TrainError('bad-project', `${path} holds tables: name one of its files, with --target COLUMN.`);
  }
  return lookAtPictures(path, suited(path, wish, 'pictures'));
}

/** What of a wish is about one kind of data alone. */
const ABOUT: readonly (readonly [kind: string, what: string, fields: readonly (keyof Wish)[]])[] = [
  ['recordings', '--file-names, --group and --test are about recordings', ['recordings']],
  ['interactions', '--user, --item, --value and --time are about what users had', ['user', 'item', 'value', 'time']],
  ['table', '--leave-out names columns of a table', ['leaveOut']],
];

/** A wish that says nothing of other data. @throws {TrainError} bad-project — it does, which would be passed over */
function suited(path: string, wish: Wish, kind: string): Wish {
  for (const [own, what, fields] of ABOUT) {
    if (own === kind || fields.every((field) => wish[field] === undefined)) continue;
    throw new TrainError('bad-project', `${what}, and ${path} is taken for something else.`, {
      fields: { path, kind },
    });
  }
  return wish;
}

/** Whether a table is one of interactions: it is said so, or its first line does and no other task or target is named. */
async function isOfUsers(path: string, { task, target, user, item }: Wish, isFolder: boolean): Promise<boolean> {
  if (isFolder || target !== undefined) return false;
  if (user !== undefined || item !== undefined) return true;
  if (task !== undefined) return taskNamed(task).models.users !== undefined;
  return (await interactionForm(path)) !== undefined;
}

async function lookAtPictures(
  path: string,
  { task: wanted, target, preset = 'good', model: given, name }: Wish,
): Promise<Looked> {
  const task = chooseTask({ kind: 'pictures' }, wanted)!.task; // classification is sure of it
  const known = task.models.pictures;
  if (!known)
    throw new TrainError('bad-project', `task: ${task.kind} is not for folders of pictures.`, {
      fields: { task: task.kind },
    });
  if (target !== undefined) {
    throw new TrainError(
      'bad-project',
      `--target names a column of a table, and ${path} is a folder of pictures: their folders are the classes.`,
    );
  }
  const size = await firstSize(path);
  const small = size !== undefined && Math.max(size.height, size.width) <= SMALL;
  const model = given ?? (small && preset === 'good' ? 'cifarResnet20' : known[preset][0]!); // a list has one at least
  const augment = small
    ? [randomCrop({ padding: 2 })]
    : [randomResizedCrop(undefined, { scale: [0.5, 1] }), horizontalFlip()];
  const project: Project = {
    name: name ?? projectName(basename(resolve(path))),
    data: imageFolder(path, { augment }),
    ...(wanted === undefined ? {} : { task: task.kind }),
    model,
    ...recipeFor(model, preset),
  };
  return {
    projects: [project],
    task,
    reasons: [
      `pictures in a folder for each class: ${task.kind}`,
      `model  ${model} (preset ${preset}${given === undefined ? `, pictures are ${small ? 'small' : 'photographs'}` : ', as you said'})`,
      `judged by ${task.metrics.join(', ')}; split 80 : 10 : 10, each class alike`,
    ],
    otherwise: ['--preset fast, good or best; --model NAME; --epochs N; --size PIXELS; --augment HOW'],
  };
}

/** Height and width of the first picture that there is, some folders deep. */
async function firstSize(root: string): Promise<{ height: number; width: number } | undefined> {
  for (const name of picturesUnder(root).slice(0, 50)) {
    const size = pictureSize((await readFile(join(root, name))).subarray(0, 65_536));
    if (size) return size;
  }
  return undefined;
}
