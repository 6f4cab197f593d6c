import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { kebab } from '@capstan/base';
import {
  augmentations,
  type BoxFolder,
  boxFolder,
  horizontalFlip,
  type ImageFolder,
  imageFolder,
  imagenet,
  type Normalize,
  parseTransform,
  randomCrop,
  randomResizedCrop,
  type Transform,
} from '@capstan/data';
import { parseCard } from '@capstan/models';
import type { Context } from '../commands/contract.ts';
import { CliError } from '../errors.ts';
import { badFlag } from './bad-flag.ts';
import { oneOf, text } from './parse.ts';
import { sizeFlag } from './size.ts';

export const BALANCE = ['none', 'oversample', 'undersample', 'weights'] as const;
/** Augmentations of the list that need no value, by their words. */
const AUGMENTATIONS = new Map(
  augmentations
    .filter(({ fields }) => Object.values(fields).every((field) => field.isOptional || field.default !== undefined))
    .map(({ kind }) => [kebab(kind), kind]),
);
export const AUGMENT = ['none', 'shift', 'flip', 'crop', ...AUGMENTATIONS.keys()];

/** Pictures of a folder, read as the flags say. @throws {CliError} bad-flag — where a flag's value does not fit */
export function sourceFromFlags(context: Context, root: string): ImageFolder {
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

/** Pictures with boxes, read as the flags say. @throws {CliError} bad-flag, flags-conflict — where a flag's value does not fit, or it is about classes */
export function boxesFromFlags(context: Context, { root, options }: BoxFolder): BoxFolder {
  const size = sizeFlag(context);
  const channels = text(context, 'channels');
  const augment = text(context, 'augment');
  if (channels !== undefined && channels !== '1' && channels !== '3') throw badFlag('channels', '1 or 3', channels);
  if (text(context, 'balance') !== undefined)
    throw new CliError('flags-conflict', '--balance is about a class for each picture, and these have boxes.');
  return boxFolder(root, {
    ...options,
    ...(size ? { size } : {}),
    ...(channels ? { channels: channels === '1' ? 1 : 3 } : {}),
    ...(augment === undefined ? {} : { augment: augmentation(augment, size) }),
    ...normalizeFor(text(context, 'weights'), channels === '1' ? 1 : 3),
  });
}

/** Pictures are normalised as they were for the weights that training begins with: as their card says, else as ImageNet's. */
function normalizeFor(weights: string | undefined, channels: number): { normalize?: Normalize } {
  if (weights === undefined) return {};
  const path = join(dirname(weights), 'model.json');
  if (!existsSync(path)) return channels === 3 ? { normalize: imagenet } : {};
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
