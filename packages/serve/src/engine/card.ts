import { readBySchema } from '@capstan/base';
import type { Preprocessing, SoundPreprocessing } from '@capstan/data';
import { parsePipeline } from '@capstan/data/apply-pipeline';
import { soundShape } from '@capstan/data/sound';
import type { ModelCard } from '@capstan/models';
import { answerOf } from '@capstan/models/answers';
import * as z from 'zod';
import { quote, ServeError } from '../errors.ts';
import { datatypeOf, type TensorSpec } from '../protocol/datatypes.ts';
import type { Signature } from '../protocol/infer-request.ts';

const count = z.int().positive().max(65_536);
const perChannel = z.array(z.number());

/** What a card says of pictures. */
export const picturesSchema = z
  .strictObject({
    kind: z.literal('image'),
    size: z.tuple([count, count]),
    channels: z.union([z.literal(1), z.literal(3)]),
    resize: z.enum(['crop', 'stretch']),
    ratio: z.number().positive().max(1),
    mean: perChannel,
    std: perChannel.refine((values) => values.every((value) => value > 0), 'Expected numbers above 0.'),
    maxPixels: z.int().positive().optional(),
  })
  .refine(({ mean, std, channels }) => mean.length === channels && std.length === channels, {
    message: 'Expected mean and std to have a number for each channel.',
  });

/** What a card says of recordings. */
const soundSchema = z
  .strictObject({
    kind: z.literal('sound'),
    sampleRate: z.int().min(1000).max(192_000),
    samples: z.int().positive(),
    mels: z.int().min(4).max(256),
    fftSize: z.int().min(16).max(65_536),
    hop: z.int().positive(),
    mean: perChannel,
    std: perChannel.refine((values) => values.every((value) => value > 0), 'Expected numbers above 0.'),
  })
  .refine(({ mean, std, mels }) => mean.length === mels && std.length === mels, {
    message: 'Expected mean and std to have a number for each band.',
  })
  .refine(
    ({ samples, sampleRate, fftSize, hop }) => samples <= 600 * sampleRate && samples >= fftSize && hop <= fftSize,
    {
      message: 'Expected frames that fit, of ten minutes at most.',
    },
  );

/** What a card says of serving: names, types and shapes, and how pictures or rows become the input. */
export type CardFacts = {
  signature: Signature;
  preprocessing: Preprocessing | undefined;
  /** Pixels that a picture might have in training. */
  maxPixels?: number | undefined;
  pipeline?: unknown;
  sound?: SoundPreprocessing;
};

/**
 * Reads what a model takes and gives from its card; where its answers are not its output, they are given besides.
 *
 * @throws {ServeError} model-unloadable — where the card contradicts itself or names a type that does not travel
 * @example const { signature } = readCard(card);
 */
export function readCard(card: ModelCard): CardFacts {
  const input = specOf('input', card.input);
  const output = specOf('output', card.output);
  const form = answerOf(card);
  const seen = new Set<string>();
  const twice = card.classes.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) throw unfit(`class ${quote(twice)} is there twice; an answer names each class once`);
  const needed = form.outputsFor(card.classes.length);
  if (needed !== undefined && output.shape.at(-1) !== needed) {
    throw unfit(`it has ${card.classes.length} classes and output ${brackets(output.shape)}`);
  }
  const answers = { ...output, name: form.tensor ?? output.name, shape: form.shape?.(output.shape) ?? output.shape };
  const { preprocessing, maxPixels } = readPreprocessing(card.preprocessing, input);
  return {
    signature: {
      inputs: [input],
      outputs: form.tensor === undefined ? [output] : [output, answers],
      ...(preprocessing && input.datatype === 'FP32' ? { pictures: preprocessing } : {}),
    },
    preprocessing,
    maxPixels,
    ...(card.preprocessing.kind === 'sound' && { sound: readSound(card.preprocessing, input) }),
    ...(card.preprocessing.kind === 'table' && { pipeline: checkPipeline(card.preprocessing.pipeline, input) }),
  };
}

/** A pipeline that can be applied, as it is saved: what comes out of it must be the model's input. */
function checkPipeline(json: unknown, input: TensorSpec): unknown {
  let features: readonly string[];
  try {
    ({ features } = parsePipeline(json));
  } catch (cause) {
    throw unfit(`preprocessing.pipeline: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  const [, width, ...more] = input.shape;
  if (more.length === 0 && input.datatype === 'FP32' && (width === features.length || width === -1)) return json;
  throw unfit(
    `its pipeline gives ${features.length} numbers a row, its input is ${input.datatype} ${brackets(input.shape)}`,
  );
}

function specOf(side: 'input' | 'output', { name, shape, dtype }: ModelCard['input']): TensorSpec {
  const datatype = datatypeOf(dtype);
  if (!datatype) throw unfit(`${side} ${name} is ${dtype}, which cannot be served; save the model as float32`);
  if (shape.length === 0 || shape.slice(1).some((size) => size < 1 && size !== -1)) {
    throw unfit(`${side} ${name} has shape ${brackets(shape)}; expected rows first, then sizes above 0, or -1 for any`);
  }
  return { name, datatype, shape: [-1, ...shape.slice(1)] };
}

function readPreprocessing(
  given: Record<string, unknown>,
  input: TensorSpec,
): Pick<CardFacts, 'preprocessing' | 'maxPixels'> {
  if (given.kind !== 'image') return { preprocessing: undefined };
  const data = readBySchema(picturesSchema, given, ([fault]) =>
    unfit(`preprocessing.${fault?.path || 'kind'}: ${fault?.message}`),
  );
  const shape = [-1, data.channels, ...data.size];
  const fits = input.shape.length === 4 && input.shape.every((size, i) => size === -1 || size === shape[i]);
  if (!fits) throw unfit(`its pictures become ${brackets(shape)}, its input is ${brackets(input.shape)}`);
  const { maxPixels, ...preprocessing } = data;
  return { preprocessing, maxPixels };
}

/** How recordings become the input. */
function readSound(given: Record<string, unknown>, input: TensorSpec): SoundPreprocessing {
  const sound = readBySchema(soundSchema, given, ([fault]) =>
    unfit(`preprocessing.${fault?.path || 'kind'}: ${fault?.message}`),
  );
  const shape = [-1, ...soundShape(sound)];
  const fits = input.shape.length === 3 && input.shape.every((size, i) => size === -1 || size === shape[i]);
  if (fits) return sound;
  throw unfit(`its recordings become ${brackets(shape)}, its input is ${brackets(input.shape)}`);
}

function unfit(what: string): ServeError {
  return new ServeError('model-unloadable', `model.json: ${what}`);
}

const brackets = (shape: readonly number[]) => `[${shape.join(', ')}]`;
