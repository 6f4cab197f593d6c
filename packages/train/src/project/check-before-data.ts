import { architectures, descriptionOf } from '@capstan/models';
import { nn } from '@capstan/torch';
import { TrainError } from '../errors.ts';
import { feedOf } from '../feeds/open-feed.ts';
import { checkProject } from './check-project.ts';
import type { Project } from './project.ts';
import { findDevice } from './settings.ts';

/**
 * Checks all that can be known of a project before its data are read, which may take minutes: its fields, the device, and
 * whether the architecture is one for such data.
 *
 * @throws {TrainError} bad-project, no-device
 * @example checkBeforeData(project);
 */
export function checkBeforeData(project: Project): void {
  checkProject(project);
  findDevice(project.train?.device ?? 'auto');
  checkArchitecture(project);
}

/** Whether the architecture is one for such data. */
function checkArchitecture({ model, data }: Project): void {
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

const WORDS = { pictures: 'pictures', rows: 'the rows of a table', texts: 'texts' };
