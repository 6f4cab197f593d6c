import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { kebab } from '@capstan/base';
import {
  augmentations,
  horizontalFlip,
  type ImageFolder,
  imageFolder,
  type Normalize,
  parseTransform,
  randomCrop,
  randomResizedCrop,
  type Transform,
} from '@capstan/data';
import { architectures, buildModel, parseCard } from '@capstan/models';
import {
  bestWords,
  callbacks,
  optimizers,
  type Project,
  projectName,
  readValue,
  schedules,
  sgd,
  usd,
  wordsOf,
} from '@capstan/train';
import type { Context, Flag } from '../commands/contract.ts';
import { CliError } from '../errors.ts';
import { badFlag } from './bad-flag.ts';
import { oneOf, positiveNumber, text, wholeNumber } from './parse.ts';
import { sizeFlag } from './size.ts';

const PICTURE_MODELS = Object.keys(architectures).filter((name) => architectures[name]?.takes === 'pictures');
const OPTIMIZERS = wordsOf(optimizers);
const SCHEDULES = wordsOf(schedules);
const BEST = bestWords();
const CALLBACKS = wordsOf(callbacks);
const BALANCE = ['none', 'oversample', 'undersample', 'weights'] as const;
/** Augmentations of the list that need no value, by their words. */
const AUGMENTATIONS = new Map(
  augmentations
    .filter(({ fields }) => Object.values(fields).every((field) => field.isOptional || field.default !== undefined))
    .map(({ kind }) => [kebab(kind), kind]),
);
const AUGMENT = ['none', 'shift', 'flip', 'crop', ...AUGMENTATIONS.keys()];

/** Flags that make a project without a project file, or change one that there is. */
export const projectFlags: Readonly<Record<string, Flag>> = {
  data: { type: 'string', value: 'DIR', help: 'folder with a folder of pictures for each class' },
  model: {
    type: 'string',
    value: 'NAME',
    help: `${PICTURE_MODELS.join(', ')}; default resnet18`,
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
  epochs: { type: 'string', value: 'N', help: 'times through the training pictures; default 100' },
  batch: { type: 'string', value: 'N', help: 'pictures a step; default 64' },
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

/** A project out of flags alone. */
export function projectFromFlags(context: Context): Project {
  const data = sourceFromFlags(context);
  return changedByFlags(context, { name: projectName(basename(resolve(data.root))), data, model: 'resnet18' });
}

/** A project with what the flags say instead of its own. */
export function changedByFlags(context: Context, project: Project): Project {
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
  const changed: Project = {
    ...project,
    ...(name === undefined ? {} : { name }),
    ...(text(context, 'data') === undefined ? {} : { data: sourceFromFlags(context) }),
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
    const channels = changed.data.kind === 'imageFolder' ? changed.data.options.channels : 3;
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

function sourceFromFlags(context: Context): ImageFolder {
  const root = text(context, 'data');
  if (root === undefined) {
    throw new CliError(
      'no-pictures',
      'capstan train needs pictures: --data DIR, or a capstan.config.ts in the current folder (capstan init DIR writes one).',
    );
  }
  const size = sizeFlag(context);
  const channels = text(context, 'channels');
  if (channels !== undefined && channels !== '1' && channels !== '3') {
    throw badFlag('channels', '1 or 3', channels);
  }
  const balance = oneOf(context, 'balance', BALANCE);
  return imageFolder(root, {
    augment: augmentation(text(context, 'augment'), size),
    ...(size ? { size } : {}),
    ...(channels ? { channels: channels === '1' ? 1 : 3 } : {}),
    ...(balance ? { balance } : {}),
    ...normalizeFor(text(context, 'weights'), channels === '1' ? 1 : 3),
  });
}

/** Pictures are normalised as they were for the weights that training begins with: as their card says, else as ImageNet's. */
function normalizeFor(weights: string | undefined, channels: number): { normalize?: Normalize | 'imagenet' } {
  if (weights === undefined) return {};
  const path = join(dirname(weights), 'model.json');
  if (!existsSync(path)) return channels === 3 ? { normalize: 'imagenet' } : {};
  const { preprocessing } = parseCard(JSON.parse(readFileSync(path, 'utf8')), path);
  const { mean, std } = preprocessing as Partial<Normalize>; // imageFolder checks them
  return mean && std && mean.length === channels ? { normalize: { mean, std } } : {};
}

function augmentation(value: string | undefined, size: [number, number] | undefined): Transform[] {
  const made = (value ?? 'none').split(',').flatMap((name): Transform[] => {
    switch (name) {
      case 'none':
        return [];
      case 'shift':
        return [randomCrop({ padding: Math.max(2, Math.round((size?.[0] ?? 32) / 16)) })];
      case 'flip':
        return [horizontalFlip()];
      case 'crop':
        return [randomResizedCrop(size, { scale: [0.5, 1] })];
      default:
        if (AUGMENTATIONS.has(name)) return [parseTransform({ kind: AUGMENTATIONS.get(name) })];
        throw badFlag('augment', `made of ${AUGMENT.join(', ')}`, name, AUGMENT);
    }
  });
  return made;
}
