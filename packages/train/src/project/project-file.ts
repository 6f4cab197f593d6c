import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@capstan/base/files';
import { buildModel, descriptionOf } from '@capstan/models';
import { nn } from '@capstan/torch';
import { TrainError } from '../errors.ts';
import { feedOf } from '../feeds/open-feed.ts';
import { defineProject } from './define-project.ts';
import type { Project } from './project.ts';

const FILE = 'project.json';

/**
 * Writes a project beside its run, so that the run can go on and be evaluated without the file it came from. Says false
 * where the project holds what JSON can't: data in memory, or a model, metric, loss … of your own.
 */
export async function writeProject(dir: string, project: Project): Promise<boolean> {
  const { model, data, ...rest } = project;
  const described =
    typeof model === 'string'
      ? { architecture: model, options: {} }
      : model instanceof nn.Module
        ? descriptionOf(model)
        : undefined;
  const written = feedOf(data).write?.(data);
  if (!described || !written || holdsCode(rest)) return false;
  const json = { ...rest, model: described, data: written };
  await replaceFile(join(dir, FILE), `${JSON.stringify(json, null, 2)}\n`);
  return true;
}

/**
 * Reads the project of a run back.
 * @throws {TrainError} bad-project — where there is none or it can't be used
 * @example const project = await readProject('runs/3f2a');
 */
export async function readProject(dir: string): Promise<Project> {
  const path = join(dir, FILE);
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new TrainError('bad-project', whyNone(dir, path), { fields: { dir }, cause: error });
  }
  const { model, data, ...rest } = json as { model?: unknown; data?: unknown }; // checked by defineProject below
  const source = isRecord(data) && typeof data.kind === 'string' ? feedOf({ kind: data.kind }).read?.(data) : undefined;
  if (!isDescription(model) || !source) {
    throw new TrainError('bad-project', `${path} is damaged: expected a model and data in it. Start a new run.`, {
      fields: {
        dir,
      },
    });
  }
  const built =
    Object.keys(model.options).length === 0 ? model.architecture : buildModel(model.architecture, model.options);
  return defineProject({ ...rest, model: built, data: source } as Project); // as: checked there
}

function isDescription(value: unknown): value is { architecture: string; options: Record<string, unknown> } {
  return isRecord(value) && typeof value.architecture === 'string' && isRecord(value.options);
}

/** Whether a function is anywhere in it: JSON would leave it out without a word. */
function holdsCode(value: unknown): boolean {
  if (typeof value === 'function') return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsCode);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Why a folder has no project in it, and what to do. */
function whyNone(dir: string, path: string): string {
  if (existsSync(path))
    return `${path} can't be read as JSON. Start a new run, or give the project itself, with --config FILE.`;
  if (!existsSync(dir)) return `There is no ${dir}. \`capstan runs\` lists the runs of this folder; they lie in runs/.`;
  const isRun = existsSync(join(dir, 'last.json')) || existsSync(join(dir, 'best'));
  if (!isRun)
    return `${dir} is no folder of a run: there is no project.json in it. \`capstan runs\` lists the runs of this folder.`;
  return `There is no ${path}. It is written for folders of pictures and known architectures; for others give the project itself, with capstan.config.ts in the current folder.`;
}
