import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ServeError } from '../errors.ts';

/**
 * One model folder under the name and version it is served as. What lies in a folder that `isNumbered` is that version for
 * good; any other folder may come to hold another model.
 */
export type ModelEntry = { name: string; version: string; dir: string; isNumbered: boolean };

/**
 * Finds the models to serve. A folder that holds `model.json` is version 1; one that holds numbered folders is served in
 * its highest version.
 *
 * @throws {ServeError} no-models — with what was looked for
 * @example findModels('models') // [{ name: 'digits', version: '3', dir: 'models/digits/3', isNumbered: true }]
 */
export function findModels(models: string | Record<string, string>): ModelEntry[] {
  if (typeof models === 'string') {
    if (!isFolder(models)) throw new ServeError('no-models', `${models} is not a folder; give one that holds models`);
    if (isModel(models)) {
      throw new ServeError(
        'no-models',
        `${models} is a model itself; name it: serve({ models: { name: '${models}' } })`,
      );
    }
    const found = readdirSync(models)
      .filter((name) => /^[A-Za-z0-9]/.test(name) && isFolder(join(models, name)))
      .sort()
      .flatMap((name) => newest(name, join(models, name)) ?? []);
    if (found.length > 0) return found;
    throw new ServeError(
      'no-models',
      `${models} holds no model: expected <name>/model.json or <name>/<version>/model.json in it`,
    );
  }
  const entries = Object.entries(models).map(([name, dir]) => {
    const entry = newest(name, dir);
    if (entry) return entry;
    throw new ServeError(
      'no-models',
      `model ${name}: there is no model.json in ${dir}; give the folder that a training wrote`,
    );
  });
  if (entries.length === 0) throw new ServeError('no-models', 'no model was given; name at least one');
  return entries;
}

function newest(name: string, dir: string): ModelEntry | undefined {
  if (isModel(dir)) return { name, version: '1', dir, isNumbered: false };
  if (!isFolder(dir)) return undefined;
  const versions = readdirSync(dir).filter((version) => /^[1-9]\d{0,9}$/.test(version) && isModel(join(dir, version)));
  const version = versions.sort((a, b) => Number(b) - Number(a))[0];
  return version === undefined ? undefined : { name, version, dir: join(dir, version), isNumbered: true };
}

const isModel = (dir: string) => existsSync(join(dir, 'model.json'));
const isFolder = (dir: string) => statSync(dir, { throwIfNoEntry: false })?.isDirectory() ?? false;
