import { type nn, scope } from '@capstan/torch';
import { descriptionOf } from '../architectures/description.ts';
import { writeBundle } from './bundle.ts';
import type { ModelCard } from './card.ts';

/** What the writer knows of a model; the architecture and its options are read off the model where it is a known one. */
export type CardInput = Omit<
  ModelCard,
  'format' | 'version' | 'architecture' | 'options' | 'weights' | 'bytes' | 'sha256'
> &
  Partial<Pick<ModelCard, 'architecture' | 'options'>>;

/**
 * Writes `model.safetensors` and `model.json` into `dir`; an older model there is replaced as a whole or not at all.
 * @throws {ModelError} disk-full, write-failed — where there is no room, or it cannot be written
 * @example await saveModel('best', model, { classes, preprocessing, input, output });
 */
export async function saveModel(dir: string, model: nn.Module, input: CardInput): Promise<ModelCard> {
  const description = descriptionOf(model);
  const classes = input.classes.length > 0 ? { classes: input.classes.length } : {}; // numbers have none
  const options: Record<string, unknown> = { ...classes, ...description?.options, ...input.options };
  delete options.weights; // where the training began; the weights are in the folder
  const draft = {
    format: 'capstan-model' as const,
    version: 1 as const,
    ...input,
    architecture: input.architecture ?? description?.architecture ?? model.constructor.name,
    options,
  };
  const files = { tensors: 'model.safetensors', header: 'model.json' };
  const seal = await scope(() => writeBundle(dir, files, model.stateDict(), (written) => ({ ...draft, ...written })));
  return { ...draft, ...seal };
}
