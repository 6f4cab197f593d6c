import { type Augmentation, invalid } from './contract.ts';
import { autocontrastKind } from './look/autocontrast.ts';
import { bilateralFilterKind } from './look/bilateral-filter.ts';
import { colorJitterKind } from './look/color-jitter.ts';
import { equalizeKind } from './look/equalize.ts';
import { gaussianBlurKind } from './look/gaussian-blur.ts';
import { grayscaleKind } from './look/grayscale.ts';
import { hueJitterKind } from './look/hue-jitter.ts';
import { localContrastKind } from './look/local-contrast.ts';
import { medianFilterKind } from './look/median-filter.ts';
import { posterizeKind } from './look/posterize.ts';
import { randomErasingKind } from './look/random-erasing.ts';
import { sharpnessKind } from './look/sharpness.ts';
import { solarizeKind } from './look/solarize.ts';
import { affineKind } from './move/affine.ts';
import { centerCropKind } from './move/center-crop.ts';
import { horizontalFlipKind } from './move/horizontal-flip.ts';
import { padKind } from './move/pad.ts';
import { perspectiveKind } from './move/perspective.ts';
import { randomCropKind } from './move/random-crop.ts';
import { randomResizedCropKind } from './move/random-resized-crop.ts';
import { resizeKind } from './move/resize.ts';
import { verticalFlipKind } from './move/vertical-flip.ts';
import { augMixKind } from './policies/aug-mix.ts';
import { randAugmentKind } from './policies/rand-augment.ts';
import { trivialAugmentKind } from './policies/trivial-augment.ts';

/** Every augmentation of pictures: the one list that types, schema, help and the reading of files follow. */
export const augmentations = [
  resizeKind,
  centerCropKind,
  randomCropKind,
  randomResizedCropKind,
  horizontalFlipKind,
  verticalFlipKind,
  affineKind,
  padKind,
  perspectiveKind,
  colorJitterKind,
  hueJitterKind,
  grayscaleKind,
  gaussianBlurKind,
  medianFilterKind,
  bilateralFilterKind,
  sharpnessKind,
  solarizeKind,
  posterizeKind,
  equalizeKind,
  autocontrastKind,
  localContrastKind,
  randomErasingKind,
  randAugmentKind,
  trivialAugmentKind,
  augMixKind,
] as const;

/** One step of augmentation as plain JSON: it is stored in the project file, the run and the checkpoint as it is. */
export type Transform = ReturnType<(typeof augmentations)[number]['make']>;

const byKind = new Map<string, Augmentation>(augmentations.map((one) => [one.kind, one]));

/** The augmentation of a step. @throws DataError `option-invalid` */
export function augmentationOf(step: { kind: string }): Augmentation {
  const found = byKind.get(step.kind);
  if (!found) throw invalid('augment', `transforms (${[...byKind.keys()].join(', ')})`, step);
  return found;
}

/**
 * Checks a transform that came from a file; every value passes through the augmentation that it is of.
 *
 * @throws DataError `option-invalid`
 * @example parseTransform(JSON.parse('{"kind":"horizontalFlip","p":0.5}'))
 */
export function parseTransform(value: unknown): Transform {
  const isStep = typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
  if (!isStep) throw invalid('augment', `transforms (${[...byKind.keys()].join(', ')})`, value);
  return augmentationOf({ ...value, kind: String(value.kind) }).make({ ...value }) as Transform; // of a kind in the list
}

/** JSON schema of one step. @example { augment: { type: 'array', items: transformSchema } } */
export const transformSchema = {
  oneOf: augmentations.map(({ kind, help, fields }) => ({
    type: 'object',
    title: kind,
    description: help,
    properties: {
      kind: { const: kind },
      ...Object.fromEntries(
        Object.entries(fields).map(([name, { schema, default: standard }]) => [
          name,
          standard === undefined ? schema : { ...schema, default: standard },
        ]),
      ),
    },
    required: [
      'kind',
      ...Object.entries(fields).flatMap(([name, one]) => (one.isOptional || one.default !== undefined ? [] : [name])),
    ],
    additionalProperties: false,
  })),
};
