import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Folders under `runsDir` that hold a checkpoint, the latest first. */
export function resumableRuns(runsDir: string): string[] {
  return names(runsDir)
    .flatMap((name) => {
      const dir = join(runsDir, name);
      const time = statSync(join(dir, 'last.json'), { throwIfNoEntry: false })?.mtimeMs;
      return time === undefined ? [] : [{ dir, time }];
    })
    .sort((a, b) => b.time - a.time)
    .map(({ dir }) => dir);
}

/** Removes what a killed process left half written; for whoever holds the run's lock. */
export function removeUnfinished(dir: string): void {
  for (const folder of [dir, join(dir, 'best')]) {
    for (const name of names(folder)) {
      if (/^\..+\.safetensors\.next\..+\.tmp$/.test(name)) rmSync(join(folder, name), { force: true });
    }
  }
}

function names(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return []; // no folder yet
  }
}
