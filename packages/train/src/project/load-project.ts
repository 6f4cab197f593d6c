import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineProject, type Project } from '@capstan/train';
import { UsageError } from '@capstan/cli';

export const CONFIG = 'capstan.config.ts';

/** The project file in the current folder, if there is one. */
export function findConfig(): string | undefined {
  return existsSync(CONFIG) ? resolve(CONFIG) : undefined;
}

/**
 * Runs a project file and gives the project that it exports.
 * @throws UsageError where it exports none.
 */
export async function loadProject(path: string): Promise<Project> {
  if (!existsSync(path)) throw new UsageError(`There is no ${path}. Write one with \`capstan init DIR\`.`);
  bringPackages();
  const module: Record<string, unknown> = await import(pathToFileURL(resolve(path)).href);
  if (module.default === undefined) {
    throw new UsageError(`${path} exports no project: expected \`export default defineProject({ … })\`.`);
  }
  return defineProject(module.default as Project); // checked there
}

let brought = false;

/** A project or plan file anywhere may import @capstan packages: where they aren't installed beside it, it gets ours. */
export function bringPackages(): void {
  if (brought) return;
  brought = true;
  const here = pathToFileURL(join(import.meta.dirname, 'load-project.ts')).href;
  registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        if (!specifier.startsWith('@capstan/')) throw error;
        return next(specifier, { ...context, parentURL: here });
      }
    },
  });
}
