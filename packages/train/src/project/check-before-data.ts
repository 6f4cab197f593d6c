import { architectures, descriptionOf, type Targets } from '@capstan/models';
import { nn } from '@capstan/torch';
import { TrainError } from '../errors.ts';
import { feedOf } from '../feeds/open-feed.ts';
import { taskNamed } from '../tasks/task-of.ts';
import { learnerOf } from './build-model.ts';
import { checkProject } from './check-project.ts';
import type { Project } from './project.ts';
import { findDevice } from './settings.ts';

/**
 * Checks all that can be known of a project before its data are read, which may take minutes: its fields, the device, and
 * whether the architecture is one for such data.
 *
 * @throws {TrainError} bad-project, no-device — where fields of the project are wrong, or the device is not there
 * @example checkBeforeData(project);
 */
export function checkBeforeData(project: Project): void {
  checkProject(project);
  findDevice(project.train?.device ?? 'auto');
  checkArchitecture(project);
  checkLearner(project);
}

/** What is fitted whole takes no steps: whoever says how those are made, expects something else. */
function checkLearner({ model, loss, optimizer, schedule, train = {} }: Project): void {
  const learner = learnerOf(model);
  if (!learner) return;
  const { epochs, batchSize, clipGradNorm, callbacks, checkpoint } = train;
  const given = Object.entries({ loss, optimizer, schedule, epochs, batchSize, clipGradNorm, callbacks, checkpoint })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  if (given.length === 0) return;
  throw new TrainError(
    'bad-project',
    `model: ${learner.name} is fitted whole and not trained in steps, so it takes no ${given.join(', ')}. Leave ${given.length === 1 ? 'it' : 'them'} out, or take another model.`,
    { fields: { model: learner.name, given } },
  );
}

/** Whether the architecture is one for such data. */
function checkArchitecture({ model, data, task }: Project): void {
  const name =
    typeof model === 'string' ? model : model instanceof nn.Module ? descriptionOf(model)?.architecture : undefined;
  const facts = name === undefined ? undefined : architectures[name];
  if (facts?.takes === undefined) return; // one of your own
  const feed = feedOf(data);
  const given = feed.gives(data);
  if (facts.takes !== given) {
    const others = Object.keys(architectures).filter((other) => architectures[other]?.takes === given);
    throw new TrainError(
      'bad-project',
      `model: ${name} takes ${WORDS[facts.takes]}, and the data are ${WORDS[given]}. For those there are ${others.join(', ')}.`,
      { fields: { model: name } },
    );
  }
  const targets = task === undefined ? feed.targets?.(data) : taskNamed(task).targets;
  const fits = facts.gives === undefined ? ROW_EACH : [facts.gives];
  if (targets !== undefined && !fits.includes(targets)) {
    throw new TrainError(
      'bad-project',
      `model: ${name} gives ${fits.join(' or ')}, and ${task === undefined ? 'the targets of the data are' : `${task} is about`} ${targets}.`,
      { fields: { model: name, task } },
    );
  }
  const size = feed.size?.(data);
  const { leastSize = 1 } = facts;
  if (size && Math.min(...size) < leastSize) {
    throw new TrainError(
      'bad-project',
      `data: pictures of ${size.join(' × ')} pixels are too small for ${name}, which takes ${leastSize} × ${leastSize} at least: of smaller ones nothing is left for its last layers.`,
      { fields: { size, leastSize } },
    );
  }
}

/** Targets of which each example has one row of outputs: an architecture that doesn't say what it gives is for any of them. */
const ROW_EACH: readonly Targets[] = ['classes', 'numbers'];

const WORDS = {
  pictures: 'pictures',
  recordings: 'recordings',
  rows: 'the rows of a table',
  texts: 'texts as tokens of its own tokenizer',
  ngrams: "texts as n-grams (units: 'ngrams')",
  tokens: "texts as words in order (units: 'tokens')",
  users: 'users with what they have had',
};
