import { basename, extname } from 'node:path';
import { nearest } from '@capstan/base';
import { type ColumnProfile, profileTable, type TableProfile } from '@capstan/data';
import { architectures, type Takes } from '@capstan/models';
import { TrainError } from '../errors.ts';
import { openPath } from '../feeds/table/open-table-file.ts';
import { type TableFileOptions, tableFile } from '../feeds/table/table-file.ts';
import type { Project } from '../project/project.ts';
import { projectName } from '../project/project-name.ts';
import type { Preset, Task } from '../tasks/contract.ts';
import type { Seen, SeenTarget } from '../tasks/seen.ts';
import { type Chosen, chooseTask, claimsOn } from '../tasks/task-of.ts';
import type { Looked, Wish } from './contract.ts';
import { recipeFor } from './recipes.ts';

/** How much longer texts are than categories: characters, on average. */
const PROSE = 20;

/** Tasks that claim less are not offered. */
const WORTH_NAMING = 0.1;

/**
 * Looks at a table, or a folder of texts, and says what could be learned from it.
 *
 * @throws {TrainError} bad-project — no target is named and none is plain, no task is for it, nothing is left to learn from
 * @throws {DataError} what `reading` throws
 */
export async function lookAtTable(
  path: string,
  wish: Wish,
  reading: TableFileOptions['reading'] = {},
): Promise<Looked> {
  const { preset = 'good', signal } = wish;
  await using table = await openPath(path, { reading, signal });
  const columns = table.columns.map(({ name }) => name);
  const isFolder = table.reading.format === 'folder';
  const name = wish.target ?? (isFolder ? 'class' : onlyTarget(columns));
  if (name === undefined || !columns.includes(name)) throw noTarget(path, columns, wish.target, isFolder);
  const profile = await profileTable(table, { target: name });
  const target = seenTarget(profile, name);
  const sight: Seen = { kind: 'table', targets: [target] };
  const { task, reason } = chosen(sight, target, wish.task);
  const others = claimsOn(sight).filter((one) => one.task !== task && one.sure >= WORTH_NAMING);

  const flawed = (kind: string) =>
    profile.findings.flatMap((one) => (one.kind === kind && one.column !== undefined ? [one.column] : []));
  const isSplit = (column: ColumnProfile) => /^(split|fold|set|subset)$/i.test(column.name) && saysSplits(column);
  const parts = profile.columns.find(isSplit)?.name;
  const ids = flawed('identifier').filter((one) => one !== parts);
  const folder = isFolder ? ['file', 'characters', 'words'] : [];
  const leaveOut = [...new Set([...(wish.leaveOut ?? []), ...ids, ...folder])].filter((one) => columns.includes(one));
  for (const one of wish.leaveOut ?? []) table.column(one); // says which there are
  const inputs = profile.columns.filter(
    (one) => one.name !== name && one.name !== parts && !leaveOut.includes(one.name),
  );
  if (inputs.length === 0) {
    throw new TrainError('bad-project', `${path}: beside '${name}' there is no column left to predict it from.`, {
      hint: ids.length > 0 ? `Columns that only name the rows are left out: ${list(ids)}.` : 'Name another target.',
    });
  }
  const prose = inputs.filter(isProse);
  const text = prose.length === 1 && inputs.length <= 2 ? prose[0]!.name : undefined;
  const wanted = wish.model === undefined ? undefined : takes(wish.model);
  const kind: Takes = text === undefined ? 'rows' : wanted === 'tokens' ? 'tokens' : 'ngrams';
  const models = wish.model === undefined ? modelsFor(task, kind, preset) : [wish.model];
  const options: TableFileOptions = {
    target: name,
    targets: task.targets === 'classes' ? 'classes' : 'numbers',
    ...(text === undefined ? {} : { text, units: kind === 'tokens' ? ('tokens' as const) : ('ngrams' as const) }),
    ...(kind === 'ngrams' && preset !== 'fast' ? { characters: [3, 5] as const } : {}),
    ...(leaveOut.length > 0 && text === undefined ? { leaveOut } : {}),
    ...(parts === undefined ? {} : { split: { column: parts } }),
    ...(Object.keys(reading).length > 0 ? { reading } : {}),
  };
  const projects = models.map(
    (model): Project => ({
      name: wish.name ?? projectName(basename(path, extname(path))),
      data: tableFile(path, options),
      task: task.kind,
      model,
      ...recipeFor(model, preset),
    }),
  );
  const leaks = profile.findings.filter((one) => one.kind === 'target-leak' && !leaveOut.includes(one.column ?? ''));
  const rows = profile.rows.toLocaleString('en');
  const of = text === undefined ? `${inputs.length} columns` : `the texts of '${text}'`;
  return {
    projects,
    task,
    reasons: [
      `${rows} rows; ${task.kind} of '${name}' from ${of}: ${reason}`,
      `model  ${models.join(', ')}${models.length > 1 ? ': the one with the least loss on validation stays' : ''} (preset ${preset}${wish.model === undefined ? '' : ', as you said'})`,
      `judged by ${judgedBy(task)}; split ${parts === undefined ? `80 : 10 : 10, ${task.split}` : `as '${parts}' says`}`,
      ...(ids.length > 0 ? [`left out, as they only name the rows: ${list(ids)}`] : []),
      ...leaks.map(({ message }) => `careful: ${message}. If it is not known when a prediction is made, leave it out`),
    ],
    otherwise: [
      ...(others.length > 0 ? [`--task ${others.map((one) => one.task.kind).join(' or ')}`] : []),
      ...(isFolder ? [] : [`--target COLUMN, one of ${list(columns.filter((one) => one !== name).slice(0, 6))}`]),
      ...(leaks.length > 0 ? [`--leave-out ${leaks.map(({ column }) => column).join(',')}`] : []),
      `--preset fast, good or best; --model ${modelsOf(kind, task).join(', ')}`,
    ],
  };
}

const list = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');

/** A column that is called like a target, where there is but one. */
function onlyTarget(columns: readonly string[]): string | undefined {
  const likely = columns.filter((name) => /^(target|label|class|y|outcome|diagnosis)$/i.test(name));
  return likely.length === 1 ? likely[0] : undefined;
}

function noTarget(path: string, columns: readonly string[], given: string | undefined, isFolder: boolean): TrainError {
  const close = given === undefined ? undefined : nearest(given, columns);
  const shown = columns.length > 30 ? `${list(columns.slice(0, 30))} and ${columns.length - 30} more` : list(columns);
  if (isFolder && given === undefined) {
    return new TrainError(
      'bad-project',
      `${path}: expected a folder for each class, with its files in it; there are none, so nothing says what is to be learned.`,
    );
  }
  return new TrainError(
    'bad-project',
    given === undefined
      ? `${path}: which column is to be predicted? Say --target COLUMN; there are ${shown}.`
      : `${path} has no column '${given}'${close === undefined ? '.' : `; did you mean '${close}'?`} There are ${shown}.`,
    { fields: { target: given, nearest: close } },
  );
}

/** What there is to be predicted. @throws {TrainError} bad-project — it says nothing */
function seenTarget(profile: TableProfile, name: string): SeenTarget {
  const column = profile.columns.find((one) => one.name === name)!; // it was looked for
  const target = seen(column, profile.rows);
  if (target.rows === 0) throw new TrainError('bad-project', `the target '${name}' is missing in every row.`);
  if (target.distinct >= 2) return target;
  throw new TrainError('bad-project', `every row has the same '${name}': there is nothing to learn.`, {
    fields: { target: name },
    hint: 'Name another target, or add rows in which it differs.',
  });
}

/** The task that a target is for. @throws {TrainError} bad-project — none is, or two are as much */
function chosen(sight: Seen, { name, distinct, type, rows }: SeenTarget, wanted: string | undefined): Chosen {
  const found = chooseTask(sight, wanted);
  if (found) return found;
  throw new TrainError(
    'bad-project',
    `no task is for the target '${name}': it holds ${distinct.toLocaleString('en')} different values of ${type} in ${rows.toLocaleString('en')} rows, so it names the rows rather than classes of them.`,
    { fields: { target: name }, hint: 'Name another target, or say which task it is for with --task.' },
  );
}

function seen({ name, type, missing, distinct, numbers }: ColumnProfile, rows: number): SeenTarget {
  const kind = type === 'boolean' ? 'booleans' : type === 'text' || type === 'other' ? 'text' : 'numbers';
  return {
    name,
    type: kind,
    rows: rows - missing,
    distinct,
    isWhole: type === 'integer' || (numbers !== undefined && isWhole(numbers)),
  };
}

/** Whether whole numbers were read as others, as 1.0 is. */
const isWhole = ({ least, most, quartiles }: NonNullable<ColumnProfile['numbers']>) =>
  [least, most, ...quartiles].every((value) => Number.isInteger(value)) && most - least <= 20;

const isProse = ({ type, lengths, distinct, missing }: ColumnProfile) =>
  type === 'text' && lengths !== undefined && lengths.mean >= PROSE && distinct > 20 && missing === 0;

const saysSplits = ({ top, distinct }: ColumnProfile) =>
  distinct <= 3 && (top ?? []).every(({ value }) => /^(train(ing)?|val(id|idation)?|dev|test(ing)?)$/i.test(value));

const takes = (model: string): Takes | undefined => architectures[model]?.takes;

/** The models that a preset tries. @throws {TrainError} bad-project — where the task is for other data */
function modelsFor(task: Task, kind: Takes, preset: Preset): readonly string[] {
  const found = task.models[kind]?.[preset];
  if (found) return found;
  throw new TrainError('bad-project', `task: ${task.kind} is not for such data.`, { fields: { task: task.kind } });
}

function modelsOf(kind: Takes, task: Task): string[] {
  const kinds: Takes[] = kind === 'rows' ? ['rows'] : ['ngrams', 'tokens'];
  return Object.keys(architectures).filter((name) => {
    const facts = architectures[name];
    return facts?.takes && kinds.includes(facts.takes) && (facts.gives ?? task.targets) === task.targets;
  });
}

const judgedBy = ({ best, metrics }: Task) =>
  best === 'loss' ? `the loss, and ${metrics.join(', ')}` : metrics.join(', ');
