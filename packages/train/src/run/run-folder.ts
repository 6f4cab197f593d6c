import { closeSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TrainError } from '../errors.ts';

/**
 * Takes a run's folder for this process, so that no second one writes there. A lock that a dead process left is taken over.
 * Owns a lock file; dispose to give it back.
 * @throws TrainError 'run-in-use'.
 */
export async function lockRun(dir: string): Promise<Disposable> {
  await mkdir(dir, { recursive: true });
  const path = join(dir, 'lock');
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const file = openSync(path, 'wx');
      writeSync(file, String(process.pid));
      closeSync(file);
      return { [Symbol.dispose]: () => rmSync(path, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = holderOf(path);
      if (holder !== undefined) {
        throw new TrainError(
          'run-in-use',
          `${dir} is in use by process ${holder}. Wait for it, stop it, or start a run of its own without --resume.`,
          { dir, process: holder },
        );
      }
      rmSync(path, { force: true });
    }
  }
  throw new TrainError('run-in-use', `${dir} is being taken by other processes at this moment. Try again.`, { dir });
}

/** The process that holds a lock, if it lives. A lock without a number yet is being written. */
function holderOf(path: string): number | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
    if (text === '' && Date.now() - statSync(path).mtimeMs < 2000) return 0;
  } catch {
    return undefined;
  }
  const pid = Number(text);
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  if (pid === process.pid) return pid;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? pid : undefined;
  }
}

/** Folders under `runsDir` that hold a checkpoint, the latest first. */
export function resumableRuns(runsDir: string): string[] {
  let names: string[];
  try {
    names = readdirSync(runsDir);
  } catch {
    return [];
  }
  return names
    .flatMap((name) => {
      const dir = join(runsDir, name);
      const time = statSync(join(dir, 'last.json'), { throwIfNoEntry: false })?.mtimeMs;
      return time === undefined ? [] : [{ dir, time }];
    })
    .sort((a, b) => b.time - a.time)
    .map(({ dir }) => dir);
}
