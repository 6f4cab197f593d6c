import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TrainError } from '../errors.ts';
import { resumableRuns } from './run-folder.ts';

/**
 * The folder to go on from: the one that is named, or the latest that holds a checkpoint of this project.
 *
 * @throws {TrainError} checkpoint-missing — where there is none
 */
export function findCheckpoint(
  resume: true | string,
  about: { name: string; runDir?: string; runsDir?: string },
): string {
  const { name, runDir, runsDir = 'runs' } = about;
  if (typeof resume === 'string') return resume;
  if (runDir !== undefined) return runDir;
  const found = resumableRuns(runsDir).find((dir) => nameIn(dir) === name);
  if (found !== undefined) return found;
  throw new TrainError(
    'checkpoint-missing',
    `There is no stopped run of '${name}' in ${runsDir}/. Start one without --resume.`,
    { fields: { runsDir } },
  );
}

/** The project's name in a checkpoint that may be damaged: it is read whole, and checked, once the folder is locked. */
function nameIn(dir: string): string | undefined {
  try {
    const { fingerprint }: { fingerprint?: { name?: string } } = JSON.parse(
      readFileSync(join(dir, 'last.json'), 'utf8'),
    );
    return fingerprint?.name;
  } catch {
    return undefined;
  }
}
