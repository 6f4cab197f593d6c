import { join } from 'node:path';
import { isThere } from '@capstan/base/files';

/** A run's folder stands for its best model. */
export function modelFolder(path: string): string {
  const best = join(path, 'best');
  return !isThere(join(path, 'model.json')) && isThere(join(best, 'model.json')) ? best : path;
}
