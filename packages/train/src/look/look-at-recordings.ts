import { basename, extname, resolve } from 'node:path';
import { namePattern, recordingFolder, recordingsUnder } from '@capstan/data';
import { TrainError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import { projectName } from '../project/project-name.ts';
import { chooseTask } from '../tasks/task-of.ts';
import type { Looked, Wish } from './contract.ts';
import { recipeFor } from './recipes.ts';

/**
 * Looks at a folder of recordings and chooses model and split for them.
 *
 * @throws {TrainError} bad-project — nothing says the class of a recording, or a column is named
 */
export function lookAtRecordings(path: string, wish: Wish): Looked {
  const { task: wanted, target, preset = 'good', model: given, name, recordings = {} } = wish;
  if (target !== undefined) {
    throw new TrainError(
      'bad-project',
      `--target names a column of a table, and ${path} is a folder of recordings: their folders or names say the classes.`,
    );
  }
  const { task } = chooseTask({ kind: 'recordings' }, wanted)!; // classification is sure of it
  const known = task.models.recordings;
  if (!known)
    throw new TrainError('bad-project', `task: ${task.kind} is not for folders of recordings.`, {
      fields: { task: task.kind },
    });
  checkClasses(path, recordings.names);
  const models = given === undefined ? known[preset] : [given];
  const data = recordingFolder(path, recordings);
  const { names, group, test } = recordings;
  const by = names === undefined ? 'a folder for each class' : `classes by their names, ${names}`;
  const tested = Object.entries(test ?? {}).map(([part, values]) => `${part} ${values.join(', ')}`);
  const shares = tested.length > 0 ? `tested on ${tested.join(' and ')}, the rest 90 : 10` : '80 : 10 : 10';
  return {
    projects: models.map(
      (model): Project => ({
        name: name ?? projectName(basename(resolve(path))),
        data,
        task: task.kind,
        model,
        ...recipeFor(model, preset),
      }),
    ),
    task,
    reasons: [
      `recordings, ${by}: ${task.kind}`,
      `model  ${models.join(', ')}${models.length > 1 ? ': the one with the least loss on validation stays' : ''} (preset ${preset}${given === undefined ? '' : ', as you said'})`,
      `judged by ${task.metrics.join(', ')}; split ${shares}, ${group === undefined ? 'each class alike' : `no ${group} in two of them`}`,
    ],
    otherwise: [
      '--file-names {class}_{speaker}_{take} where files say their class; --group speaker; --test take=0,1',
      '--preset fast, good or best; --model NAME; --epochs N',
    ],
  };
}

/** Whether folders or names say the classes. @throws {TrainError} bad-project — where nothing does, with how it can be said */
function checkClasses(path: string, names: string | undefined): void {
  const files = recordingsUnder(path);
  if (names === undefined) {
    if (files.some((one) => one.class !== undefined)) return;
    const like = nameOf(files[0]?.file ?? '');
    const parts = like.split(/[_-]/).length;
    const pattern = ['{class}', ...Array.from({ length: parts - 1 }, (_, i) => `{part${i + 2}}`)];
    throw new TrainError('bad-project', `${path}: no folder says what is to be learned of its recordings.`, {
      hint:
        parts > 1
          ? `They are called like ${like}: say which part is the class, as --file-names '${pattern.join(like.includes('_') ? '_' : '-')}'.`
          : 'Put them into a folder for each class.',
    });
  }
  const take = namePattern(names);
  if (files.some(({ file, class: folder }) => (take(nameOf(file))?.class ?? folder) !== undefined)) return;
  throw new TrainError(
    'bad-project',
    `${path}: no recording is called ${names}; the first is ${nameOf(files[0]?.file ?? '')}.`,
    { fields: { names }, hint: 'One part of the names, or a folder, must say the {class}.' },
  );
}

const nameOf = (file: string) => basename(file, extname(file));
