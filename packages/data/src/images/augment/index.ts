import { type Augmentation, invalid } from './contract.ts';
import * as kinds from './kinds.ts';

type Kinds = {
  [N in keyof typeof kinds]: (typeof kinds)[N] extends { compile: unknown } ? (typeof kinds)[N] : never;
}[keyof typeof kinds];

const isKind = (each: unknown): each is Kinds => typeof each === 'object';

/** Every augmentation of pictures: what is an object in the list. */
export const augmentations: readonly Kinds[] = Object.values(kinds).filter(isKind);

/** One step of augmentation as plain JSON: it is stored in the project file, the run and the checkpoint as it is. */
export type Transform = ReturnType<Kinds['make']>;

const byKind = new Map<string, Augmentation>(augmentations.map((one) => [one.kind, one]));

/** The augmentation of a step. @throws {DataError} option-invalid — where an option makes no sense */
export function augmentationOf(step: { kind: string }): Augmentation {
  const found = byKind.get(step.kind);
  if (!found) throw invalid('augment', `transforms (${[...byKind.keys()].join(', ')})`, step);
  return found;
}

/**
 * Checks a transform that came from a file; every value passes through the augmentation that it is of.
 *
 * @throws {DataError} option-invalid — where an option makes no sense
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
