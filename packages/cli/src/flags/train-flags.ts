import { basename, resolve } from 'node:path';
import { architectures, buildModel } from '@capstan/models';
import {
  bestWords,
  callbacks,
  isProjectName,
  optimizers,
  type Project,
  projectName,
  readValue,
  schedules,
  sgd,
  tasks,
  usd,
  type Wish,
  wordsOf,
} from '@capstan/train';
import type { Context, Flag } from '../commands/contract.ts';
import { CliError } from '../errors.ts';
import { badFlag } from './bad-flag.ts';
import { recordingsFromFlags } from './look-flags.ts';
import { oneOf, positiveNumber, text, wholeNumber } from './parse.ts';
import { AUGMENT, BALANCE, boxesFromFlags, sourceFromFlags } from './picture-flags.ts';

const MODELS = Object.keys(architectures);
const PRESETS = ['fast', 'good', 'best'] as const;
const OPTIMIZERS = wordsOf(optimizers);
const SCHEDULES = wordsOf(schedules);
const BEST = bestWords();
const CALLBACKS = wordsOf(callbacks);
/** Flags that make a project without a project file, or change one that there is. */
export const projectFlags: Readonly<Record<string, Flag>> = {
  data: {
    type: 'string',
    value: 'DATA',
    help: 'folder with a folder of pictures, recordings or texts for each class, of pictures with boxes, or a table',
  },
  target: { type: 'string', value: 'COLUMN', help: 'of a table: what is to be predicted' },
  task: { type: 'string', value: 'NAME', help: `${Object.keys(tasks).join(', ')}; default: by what the target holds` },
  user: { type: 'string', value: 'COLUMN', help: 'of interactions: who; default: the column that is called so' },
  item: { type: 'string', value: 'COLUMN', help: 'of interactions: what they had' },
  value: { type: 'string', value: 'COLUMN', help: 'of interactions: how good it was, or how often' },
  time: { type: 'string', value: 'COLUMN', help: 'of interactions: when' },
  preset: { type: 'string', value: 'HOW', help: `time for quality: ${PRESETS.join(', ')}; default good` },
  'file-names': {
    type: 'string',
    value: 'PATTERN',
    help: 'of recordings: how they are called, as {class}_{speaker}_{take}',
  },
  group: { type: 'string', value: 'PART', help: 'of recordings: a part of the names that is in one split only' },
  test: { type: 'string', value: 'PART=A,B', help: 'of recordings: what is tested on, by a part of the names' },
  'leave-out': { type: 'string', value: 'A,B', help: 'of a table: columns that the model is not given' },
  model: {
    type: 'string',
    value: 'NAME',
    help: `${MODELS.join(', ')}; default: one that suits the data`,
  },
  weights: { type: 'string', value: 'FILE', help: 'safetensors file to begin with; default: fresh weights' },
  size: {
    type: 'string',
    value: 'PIXELS',
    help: 'size trained on, as 224 or 224x320 (height x width); default: one that suits the pictures',
  },
  channels: { type: 'string', value: 'N', help: '1 for grey, 3 for colour (default)' },
  balance: { type: 'string', value: 'HOW', help: `classes of unequal size: ${BALANCE.join(', ')}; default none` },
  augment: {
    type: 'string',
    value: 'HOW',
    help: `of training pictures: ${AUGMENT.join(', ')}; several with commas; default none`,
  },
  epochs: {
    type: 'string',
    value: 'N',
    help: 'times through the training examples; default: those of the preset, 100 with --data DIR',
  },
  batch: { type: 'string', value: 'N', help: 'examples a step; default 64' },
  optimizer: { type: 'string', value: 'NAME', help: `${[...OPTIMIZERS.keys()].join(', ')}; default sgd` },
  lr: {
    type: 'string',
    value: 'X',
    help: 'learning rate; default 0.001, from fresh weights better 0.05 with one-cycle',
  },
  schedule: {
    type: 'string',
    value: 'NAME',
    help: `of the learning rate: ${[...SCHEDULES.keys()].join(', ')}; default step: a tenth every 30 epochs`,
  },
  seed: { type: 'string', value: 'N', help: 'of every random choice but the split, so that runs compare; default 0' },
  best: {
    type: 'string',
    value: 'NAME',
    help: `the epoch that is kept, by validation: ${[...BEST.keys()].join(', ')}; default accuracy`,
  },
  stop: {
    type: 'string',
    value: 'WHEN',
    help: `end early: ${[...CALLBACKS.keys()].join(', ')}; several with commas; default never`,
  },
  device: { type: 'string', value: 'NAME', help: 'cpu, cuda or cuda:N; default: a GPU where there is one' },
  workers: {
    type: 'string',
    value: 'N',
    help: 'threads that decode pictures, 0 for that of the training; default one a core',
  },
  budget: { type: 'string', value: 'USD', help: 'stop, with a checkpoint, when it has cost this much' },
  name: { type: 'string', value: 'NAME', help: 'of the run in the ledger; default: that of the folder' },
};

/** Whether any flag of a project was given. */
export function saysProject(context: Context): boolean {
  return Object.keys(projectFlags).some((name) => context.flags[name] !== undefined);
}

/** What of a stopped run's course the flags change on purpose. */
export function courseByFlags({ flags }: Context): ('optimizer' | 'schedule')[] {
  return [
    ...(flags.lr !== undefined || flags.optimizer !== undefined ? ['optimizer' as const] : []),
    ...(flags.schedule !== undefined || flags.epochs !== undefined ? ['schedule' as const] : []),
  ];
}

/** What flags say of data that are to be looked at. */
export function wishFromFlags(context: Context): Wish {
  return {
    target: text(context, 'target'),
    task: oneOf(context, 'task', Object.keys(tasks)),
    preset: oneOf(context, 'preset', PRESETS),
    name: text(context, 'name'),
    user: text(context, 'user'),
    item: text(context, 'item'),
    value: text(context, 'value'),
    time: text(context, 'time'),
    leaveOut: text(context, 'leave-out')?.split(','),
    model: oneOf(context, 'model', MODELS),
    recordings: recordingsFromFlags(context),
    signal: context.signal,
  };
}

/** Whether a flag says of pictures how they are read. */
const saysPictures = ({ flags }: Context) =>
  ['size', 'channels', 'balance', 'augment', 'weights'].some((name) => flags[name] !== undefined);

/** A project that looking at data gave, with what the flags say instead of its own. */
export function lookedChangedByFlags(context: Context, project: Project): Project {
  const { data } = project;
  if (data.kind === 'imageFolder') {
    const own = saysPictures(context) ? { ...project, data: sourceFromFlags(context, data.root) } : project;
    return changedByFlags(context, own);
  }
  if (data.kind === 'boxFolder') {
    const own = saysPictures(context) ? { ...project, data: boxesFromFlags(context, data) } : project;
    return changedByFlags(context, own);
  }
  if (saysPictures(context))
    throw new CliError(
      'flags-conflict',
      '--size, --channels, --balance, --augment and --weights are about pictures, and the data are none.',
    );
  return changedByFlags(context, project);
}

/** A project of pictures out of flags alone. */
export function projectFromFlags(context: Context, root: string): Project {
  const data = sourceFromFlags(context, root);
  return changedByFlags(context, { name: projectName(basename(resolve(data.root))), data, model: 'resnet18' });
}

/** A project with what the flags say instead of its own. */
export function projectChangedByFlags(context: Context, project: Project): Project {
  const root = text(context, 'data');
  return changedByFlags(context, root === undefined ? project : { ...project, data: sourceFromFlags(context, root) });
}

function changedByFlags(context: Context, project: Project): Project {
  const epochs = wholeNumber(context, 'epochs');
  const batchSize = wholeNumber(context, 'batch');
  const seed = wholeNumber(context, 'seed', 0);
  const lr = positiveNumber(context, 'lr');
  const workers = wholeNumber(context, 'workers', 0);
  const device = deviceFlag(context);
  const budget = positiveNumber(context, 'budget');
  const optimizer = oneOf(context, 'optimizer', [...OPTIMIZERS.keys()]);
  const schedule = oneOf(context, 'schedule', [...SCHEDULES.keys()]);
  const best = oneOf(context, 'best', [...BEST.keys()]);
  const ends = text(context, 'stop')
    ?.split(',')
    .map((word) => oneWord('stop', word, CALLBACKS));
  const name = text(context, 'name');
  if (name !== undefined && !isProjectName(name))
    throw badFlag('name', 'a short name of letters, digits, space, . _ -', name);
  const changed: Project = {
    ...project,
    ...(name === undefined ? {} : { name }),
    train: {
      ...project.train,
      ...(epochs === undefined ? {} : { epochs }),
      ...(batchSize === undefined ? {} : { batchSize }),
      ...(seed === undefined ? {} : { seed }),
      ...(workers === undefined ? {} : { workers }),
      ...(device === undefined ? {} : { device }),
      ...(ends === undefined ? {} : { callbacks: ends.map((kind) => readValue('--stop', callbacks, { kind })) }),
      ...(best === undefined ? {} : { best: BEST.get(best)! }),
    },
    ...(budget === undefined ? {} : { budget: { limit: usd(budget) } }),
  };
  const architecture = text(context, 'model');
  const weights = text(context, 'weights');
  if (architecture !== undefined || weights !== undefined) {
    const { data } = changed;
    const channels = data.kind === 'imageFolder' || data.kind === 'boxFolder' ? data.options.channels : 3;
    changed.model =
      weights === undefined ? architecture! : buildModel(architecture ?? 'resnet18', { weights, channels });
  }
  if (optimizer) changed.optimizer = readValue('--optimizer', optimizers, { kind: OPTIMIZERS.get(optimizer) });
  if (lr !== undefined) {
    const own = changed.optimizer ?? sgd();
    if (typeof own === 'function')
      throw badFlag('lr', 'said where the project makes its optimizer, by a function of its own', String(lr));
    changed.optimizer = { ...own, lr };
  }
  if (schedule) changed.schedule = readValue('--schedule', schedules, { kind: SCHEDULES.get(schedule) });
  return changed;
}

/** A word of a list, as the kind that it stands for. */
function oneWord(flag: string, word: string, words: ReadonlyMap<string, string>): string {
  const kind = words.get(word);
  if (kind !== undefined) return kind;
  throw badFlag(flag, `made of ${[...words.keys()].join(', ')}`, word, [...words.keys()]);
}

function deviceFlag(context: Context): Device | undefined {
  const device = text(context, 'device');
  if (device === undefined || isDevice(device)) return device;
  throw badFlag('device', 'cpu, cuda or cuda:N', device);
}

type Device = NonNullable<NonNullable<Project['train']>['device']>;

const isDevice = (text: string): text is Device => /^(auto|cpu|cuda(:\d+)?)$/.test(text);
