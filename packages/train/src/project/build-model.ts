import {
  architectures,
  buildModel,
  type Description,
  descriptionOf,
  isFresh,
  type ModelOptions,
} from '@capstan/models';
import { manualSeed, nn } from '@capstan/torch';
import { TrainError } from '../errors.ts';
import type { Feed } from '../feeds/contract.ts';
import { aboutOf } from '../tasks/task-of.ts';
import { isBuilder } from './project.ts';
import type { Settings } from './settings.ts';

/**
 * The model to train, with as many outputs as the data have classes. A known architecture that nobody has changed gets
 * its weights from the settings' seed; a model of your own, or one whose weights were set, is trained as it is.
 * @throws {TrainError} classes-mismatch — where classes differ
 */
export function buildFor(settings: Settings, feed: Feed): nn.Module {
  manualSeed(settings.seed);
  const { vocabulary } = feed;
  const shape = {
    classes: aboutOf(settings.task, feed).outputs,
    channels: feed.channels,
    ...(vocabulary === undefined ? {} : { vocabulary }),
  };
  const given = settings.model;
  if (typeof given === 'string') return buildModel(given, { ...shape, ...scaleFor(given, feed) });
  if (isBuilder(given)) return given(shape);
  if (!(given instanceof nn.Module)) throw new TypeError('checkProject lets nothing else through');
  const description = descriptionOf(given);
  if (!description) return given;
  checkShape(description, shape);
  if (isFresh(given)) {
    const { architecture, options } = description;
    return buildModel(architecture, { ...shape, ...scaleFor(architecture, feed), ...options });
  }
  const outputs = given.parameters().at(-1)?.shape[0];
  if (outputs !== shape.classes) throw mismatch(description.architecture, 'classes', outputs, shape.classes);
  return given;
}

/** For a model of rows that is trained by steps: where the numbers to be predicted lie, so that it begins among them. */
function scaleFor(architecture: string, { scale, classes }: Feed): ModelOptions {
  const facts = architectures[architecture];
  return scale && !classes && facts?.takes === 'rows' && facts.scales ? scale : {};
}

/** An architecture that is fitted whole, with the options that were given for it. */
export interface Learner {
  name: string;
  options: ModelOptions;
  fit: NonNullable<(typeof architectures)[string]['fit']>;
}

/** The architecture of a project's model, where it is fitted whole and not trained by steps. */
export function learnerOf(model: Settings['model']): Learner | undefined {
  const description =
    typeof model === 'string'
      ? { architecture: model, options: {} }
      : model instanceof nn.Module
        ? descriptionOf(model)
        : undefined;
  if (!description) return undefined;
  const facts = architectures[description.architecture];
  if (!facts?.fit) return undefined;
  return { name: description.architecture, options: { ...description.options }, fit: facts.fit };
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
