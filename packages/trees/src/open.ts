import { readFile, stat } from 'node:fs/promises';
import { LIMITS, shown } from '@capstan/base';
import { Booster } from './booster.ts';
import { TreesError } from './errors.ts';
import { parseModel, parseModelPatiently } from './model/parse.ts';

/**
 * Opens a model that `save` or LightGBM itself has written. The text is checked strictly before any of it is used.
 *
 * @throws {TreesError} model-invalid, file-unreadable — where the model is damaged, or a file cannot be read
 * @example using booster = await load('credit.txt');
 */
export async function load(path: string): Promise<Booster> {
  const about = await stat(path).catch(unreadable(path));
  if (!about.isFile()) unreadable(path)({ code: about.isDirectory() ? 'EISDIR' : 'EINVAL', message: 'it is no file' });
  const { size } = about;
  if (size > LIMITS.fileBytes)
    throw new TreesError('model-invalid', `${path} has ${size} bytes; ${LIMITS.fileBytes} at most are read`);
  const text = await readFile(path, 'utf8').catch(unreadable(path));
  return new Booster(text, { model: await parseModelPatiently(text) });
}

const unreadable =
  (path: string) =>
  (cause: { code?: string; message: string }): never => {
    const why = { ENOENT: 'there is no such file', EACCES: 'it may not be read', EISDIR: 'it is a folder' }[
      cause.code ?? ''
    ];
    throw new TreesError('file-unreadable', `${shown(path)} can't be read: ${why ?? cause.message}`, { cause });
  };

/**
 * A model from its text.
 *
 * @throws {TreesError} model-invalid — where the model is damaged
 * @example const booster = parse(text);
 */
export function parse(text: string): Booster {
  return new Booster(text, { model: parseModel(text) });
}
