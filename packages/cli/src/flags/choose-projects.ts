import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { folderKind, holdsBoxes } from '@capstan/data';
import { openLedger } from '@capstan/ledger';
import { findConfig, type Looked, loadProject, lookAt, type Project, readProject, resumableRuns } from '@capstan/train';
import type { Context } from '../commands/contract.ts';
import { CliError } from '../errors.ts';
import { lookingFlags } from './look-flags.ts';
import { text } from './parse.ts';
import { readingFrom } from './reading-flags.ts';
import {
  lookedChangedByFlags,
  projectChangedByFlags,
  projectFromFlags,
  saysProject,
  wishFromFlags,
} from './train-flags.ts';

/** What is to be trained. */
export interface Chosen {
  /** Of several, the one that is best on validation stays. */
  projects: readonly Project[];
  /** What was seen of the data, where they were looked at. */
  looked?: Looked;
}

/**
 * The projects that a command line asks for: of a run that goes on, of a project file, or of data that are looked at.
 *
 * @throws {CliError} bad-words — flags-conflict, no-pictures
 * @throws {TrainError} bad-project — and what reading a project throws
 */
export async function chooseProjects(context: Context, from: string | undefined): Promise<Chosen> {
  const word = from === undefined ? context.words[0] : undefined;
  const flag = text(context, 'data');
  if (word !== undefined && flag !== undefined) {
    throw new CliError('flags-conflict', `'${word}' and --data ${flag} both name data: give one of them.`);
  }
  const data = word ?? flag;
  const config = text(context, 'config') ?? (data === undefined ? findConfig() : undefined);
  const looking = lookingFlags(context);
  if (looking.length > 0 && (from !== undefined || config !== undefined)) {
    const [name] = looking;
    throw new CliError(
      'flags-conflict',
      `--${name} is about data that are looked at, and ${from ?? config} says already what is trained: change it there, or name data, capstan train DATA --${name} …`,
      { fields: { flags: looking } },
    );
  }
  if (from !== undefined && text(context, 'config') === undefined) {
    const saved = await readProject(from).catch((error: unknown) => {
      if (config === undefined) throw error;
      return undefined;
    });
    if (saved) return { projects: [projectChangedByFlags(context, saved)] };
  }
  if (config !== undefined) {
    const project = await loadProject(config, { signal: context.signal });
    return { projects: [saysProject(context) ? projectChangedByFlags(context, project) : project] };
  }
  if (data === undefined) {
    throw new CliError(
      'no-pictures',
      'capstan train needs data: capstan train DATA, a folder or a table, or a capstan.config.ts in the current folder (capstan init DATA writes one).',
    );
  }
  if (flag !== undefined && looking.length === 0 && isPictures(flag))
    return { projects: [projectFromFlags(context, flag)] };
  const looked = await lookAt(data, wishFromFlags(context), readingFrom(context));
  return { projects: looked.projects.map((project) => lookedChangedByFlags(context, project)), looked };
}

/** Whether it is a folder of pictures without boxes, or none that opening it would not refuse in better words. */
export function isPictures(path: string): boolean {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (isFolder && holdsBoxes(path)) return false;
  if (isFolder) return !['texts', 'recordings', 'tables'].includes(folderKind(path) ?? '');
  return !existsSync(path) && !/\.[a-z]+$/i.test(path);
}

/** The run with the latest checkpoint of those that have not come to their end. */
export function latestStopped(runsDir: string): string | undefined {
  const dirs = resumableRuns(runsDir);
  if (dirs.length === 0) return undefined;
  using ledger = openLedger();
  const isDone = (id: string) => ledger.has(id) && ledger.run(id).status === 'done';
  return dirs.find((dir) => !isDone(basename(dir)));
}
