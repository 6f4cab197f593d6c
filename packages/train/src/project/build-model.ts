import { buildModel, type Description, descriptionOf, isFresh } from '@capstan/models';
import { manualSeed, nn } from '@capstan/torch';
import { TrainError } from '../errors.ts';
import type { Feed } from '../feeds/contract.ts';
import { isBuilder } from './project.ts';
import type { Settings } from './settings.ts';

/**
 * The model to train, with as many outputs as the data have classes. A known architecture that nobody has changed gets
 * its weights from the settings' seed; a model of your own, or one whose weights were set, is trained as it is.
 * @throws TrainError 'classes-mismatch'.
 */
export function buildFor(settings: Settings, feed: Feed): nn.Module {
  manualSeed(settings.seed);
  const shape = { classes: feed.outputs, channels: feed.channels };
  const given = settings.model;
  if (typeof given === 'string') return buildModel(given, shape);
  if (isBuilder(given)) return given(shape);
  if (!(given instanceof nn.Module)) throw new TypeError('checkProject lets nothing else through');
  const description = descriptionOf(given);
  if (!description) return given;
  checkShape(description, shape);
  if (isFresh(given)) return buildModel(description.architecture, { ...shape, ...description.options });
  const outputs = given.parameters().at(-1)?.shape[0];
  if (outputs !== shape.classes) throw mismatch(description.architecture, 'classes', outputs, shape.classes);
  return given;
}

function checkShape({ architecture, options }: Description, shape: { classes: number; channels: number }): void {
  for (const name of ['classes', 'channels'] as const) {
    const value = options[name];
    if (value !== undefined && value !== shape[name]) throw mismatch(architecture, name, value, shape[name]);
  }
}

function mismatch(architecture: string, name: 'classes' | 'channels', given: unknown, needed: number): TrainError {
  return new TrainError(
    'classes-mismatch',
    `${architecture} was built for ${String(given)} ${name}, but the data have ${needed}. Leave '${name}' out of its options, or give ${needed}.`,
    { fields: { given, needed } },
  );
}
