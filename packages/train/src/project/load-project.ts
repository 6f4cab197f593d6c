import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bringPackages, importFile, isThere } from '@capstan/base/files';
import { TrainError } from '../errors.ts';
import { defineProject } from './define-project.ts';
import type { Project } from './project.ts';

export const CONFIG = 'capstan.config.ts';

/** The project file in the current folder, if there is one. */
export function findConfig(): string | undefined {
  return isThere(CONFIG) ? resolve(CONFIG) : undefined;
}

/**
 * Runs a project file and gives the project that it exports.
 * @param options.signal ends the waiting for a file that itself waits
 * @throws {TrainError} project-missing — where there is no such file or it exports none
 * @throws {TrainError} project-unreadable — where it is a folder, or of another kind by its name
 * @throws {TrainError} bad-project — where fields of the project are wrong
 * @example const project = await loadProject('capstan.config.ts');
 */
export async function loadProject(
  path: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Project> {
  if (!isThere(path))
    throw new TrainError('project-missing', `There is no ${path}. Write one with \`capstan init DIR\`.`, {
      fields: { path },
    });
  if (statSync(path).isDirectory())
    throw unreadable(path, `${path} is a folder. Name a project file in it, such as ${join(path, CONFIG)}.`);
  if (!/\.[cm]?[jt]s$/.test(path))
    throw unreadable(
      path,
      `${path} is no project file: expected TypeScript or JavaScript by its name, such as ${CONFIG}.`,
    );
  bringPackages(import.meta.url);
  const module = await importFile(path, (message, details) => new TrainError('bad-project', message, details), options);
  if (module.default === undefined) {
    throw new TrainError(
      'project-missing',
      `${path} exports no project: expected \`export default defineProject({ … })\`.`,
      { fields: { path } },
    );
  }
  return defineProject(module.default as Project); // checked there
}

const unreadable = (path: string, message: string) =>
  new TrainError('project-unreadable', message, { fields: { path } });
