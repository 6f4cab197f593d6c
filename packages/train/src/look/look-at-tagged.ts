import { basename, extname } from 'node:path';
import type { TaggedWords } from '@capstan/data';
import { collect } from '@capstan/data/table';
import { TrainError } from '../errors.ts';
import { openPath } from '../feeds/table/open-table-file.ts';
import { tableFile } from '../feeds/table/table-file.ts';
import { tagsOf } from '../feeds/table/targets/tags.ts';
import type { Project } from '../project/project.ts';
import { projectName } from '../project/project-name.ts';
import { chooseTask } from '../tasks/task-of.ts';
import type { Looked, Wish } from './contract.ts';
import { recipeFor } from './recipes.ts';

/** Texts without which no tagger is worth training. */
const FEWEST = 10;

/**
 * Looks at texts whose words have tags, and says what could be learned from them.
 *
 * @throws {TrainError} bad-project — a column is named, no word has a tag, there are too few texts
 */
export async function lookAtTagged(path: string, words: TaggedWords, wish: Wish): Promise<Looked> {
  const { preset = 'good', target, leaveOut = [], signal } = wish;
  const task = chooseTask({ kind: 'tagged' }, wish.task)!.task; // tagging is sure of it
  if ((target !== undefined && target !== 'tags') || leaveOut.length > 0)
    throw new TrainError(
      'bad-project',
      `${path} holds texts whose words have tags, and no columns: leave --${leaveOut.length > 0 ? 'leave-out' : 'target'} out.`,
    );
  await using table = await openPath(path, { signal });
  const columns = await collect(table.select('tags'));
  const rows = tagsOf(columns, 'tags');
  const kinds = new Set(rows.flat().filter((tag) => tag !== 'O'));
  if (rows.length < FEWEST)
    throw new TrainError(
      'bad-project',
      `${path} holds ${rows.length} texts; expected ${FEWEST} at least to train and validate on.`,
    );
  if (kinds.size === 0)
    throw new TrainError('bad-project', `${path}: no word has a tag but O, so there is nothing to learn.`);
  const models = wish.model === undefined ? task.models.tokens![preset] : [wish.model];
  const projects = models.map(
    (model): Project => ({
      name: wish.name ?? projectName(basename(path, extname(path))),
      data: tableFile(path, { target: 'tags', targets: 'tags', text: 'text', units: 'tokens', words }),
      task: task.kind,
      model,
      ...recipeFor(model, preset),
    }),
  );
  const types = [...new Set([...kinds].map((tag) => tag.slice(2) || tag))].sort();
  const count = rows.reduce((sum, tags) => sum + tags.length, 0);
  return {
    projects,
    task,
    reasons: [
      `${rows.length.toLocaleString('en')} texts with ${count.toLocaleString('en')} words: ${task.kind}, as each word has a tag; ${types.length} types of entities: ${types.slice(0, 8).join(', ')}${types.length > 8 ? ', …' : ''}`,
      `model  ${models.join(', ')} (preset ${preset}${wish.model === undefined ? '' : ', as you said'}); words are ${words === 'spaces' ? 'what stands between spaces' : 'runs of letters and digits, each mark alone'}`,
      `judged by ${task.metrics.join(', ')}; split 80 : 10 : 10, ${task.split}`,
    ],
    otherwise: ['--preset fast, good or best; --epochs N; --lr RATE'],
  };
}
