import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A run's folder stands for its best model. */
export function modelFolder(path: string): string {
  const best = join(path, 'best');
  return !existsSync(join(path, 'model.json')) && existsSync(join(best, 'model.json')) ? best : path;
}
