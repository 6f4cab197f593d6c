import { basename } from 'node:path';
import { faultLines, readBySchema } from '@capstan/base';
import { z } from 'zod';
import { ModelError } from '../errors.ts';

const signature = z.strictObject({
  name: z.string(),
  shape: z.array(z.number().int()), // -1 where any size will do
  dtype: z.string(),
});

/** `model.json`, version 1. */
export const cardSchema = z.strictObject({
  format: z.literal('capstan-model'),
  version: z.literal(1),
  architecture: z.string(),
  options: z.record(z.string(), z.unknown()),
  task: z.string().optional(), // what it was trained for; by the classes where it is not said
  answer: z.string().optional(), // the form of its answers; by the classes where it is not said
  classes: z.array(z.string()),
  preprocessing: z.record(z.string(), z.unknown()),
  input: signature,
  output: signature,
  metrics: z.record(z.string(), z.number()).optional(),
  dataHash: z.string().optional(),
  run: z.string().optional(),
  weights: z.string().refine((name) => name === basename(name) && name !== '' && !name.startsWith('.'), {
    message: 'Expected the name of a file in the same folder.',
  }),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** `model.json`: all that is needed to build a saved model, feed it and read its answer. */
export type ModelCard = z.infer<typeof cardSchema>;

/**
 * Checks a card that was read from a file.
 * @throws {ModelError} bad-card — with every fault
 * @throws {ModelError} newer-format — where a newer Capstan wrote it
 * @example const card = parseCard(JSON.parse(text), 'best/model.json');
 */
export function parseCard(json: unknown, path: string): ModelCard {
  const head = z.object({ format: z.literal('capstan-model'), version: z.number() }).safeParse(json);
  if (!head.success) {
    throw new ModelError(
      'bad-card',
      `${path} doesn't describe a model: expected "format": "capstan-model" and a version. Was it written by something else?`,
    );
  }
  if (head.data.version > 1) {
    throw new ModelError(
      'newer-format',
      `${path} has version ${head.data.version}; this release reads version 1. Open it with a newer release.`,
    );
  }
  return readBySchema(cardSchema, json, (faults) => {
    return new ModelError('bad-card', `${path} is damaged:\n${faultLines(faults, 'the card')}\nSave the model again.`, {
      fields: { path, faults },
    });
  });
}
