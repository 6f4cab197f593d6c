import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The commit that a run was started from. */
export interface GitState {
  commit: string;
  branch?: string;
  /** Tracked files differ from the commit; absent when the `git` program is not there to say. */
  dirty?: boolean;
}

/**
 * Says which commit `dir` is at, reading `.git` itself, and whether tracked files were changed, asking `git` when it is
 * installed; undefined where there is no repository or no commit yet. Never throws.
 *
 * @example
 * gitState('.')   // { commit: '9fceb02…', branch: 'main', dirty: false }
 */
export function gitState(dir = '.'): GitState | undefined {
  try {
    const gitDir = findGitDir(resolve(dir));
    if (gitDir === undefined) return undefined;
    const head = read(join(gitDir, 'HEAD'));
    const ref = head?.match(/^ref: (refs\/\S+)$/)?.[1];
    const commit = ref === undefined ? head : resolveRef(gitDir, ref);
    if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) return undefined;
    const dirty = isDirty(dir);
    return {
      commit,
      ...(ref?.startsWith('refs/heads/') ? { branch: ref.slice('refs/heads/'.length) } : {}),
      ...(dirty === undefined ? {} : { dirty }),
    };
  } catch {
    return undefined;
  }
}

/** Walks up to `.git`, which is a folder, or in a worktree or submodule a file that names one. */
function findGitDir(from: string): string | undefined {
  const path = join(from, '.git');
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return path;
  if (stat?.isFile()) {
    const target = read(path)?.match(/^gitdir: (.+)$/)?.[1];
    return target === undefined ? undefined : resolve(from, target);
  }
  const parent = dirname(from);
  return parent === from ? undefined : findGitDir(parent);
}

function resolveRef(gitDir: string, ref: string): string | undefined {
  if (ref.includes('..')) return undefined;
  const common = read(join(gitDir, 'commondir'));
  for (const root of common === undefined ? [gitDir] : [gitDir, resolve(gitDir, common)]) {
    const loose = read(join(root, ref));
    if (loose !== undefined) return loose;
    const packed = read(join(root, 'packed-refs'))
      ?.split('\n')
      .find((line) => line.endsWith(` ${ref}`));
    if (packed !== undefined) return packed.split(' ')[0];
  }
  return undefined;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

function isDirty(dir: string): boolean | undefined {
  try {
    // A repository's own config may name programs to run: fsmonitor and hooks are switched off.
    const args = [
      '-c',
      'core.fsmonitor=',
      '-c',
      'core.hooksPath=/dev/null',
      'status',
      '--porcelain',
      '--untracked-files=no',
    ];
    const out = execFileSync('git', args, {
      cwd: dir,
      encoding: 'utf8',
      timeout: 3000,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' },
    });
    return out.trim() !== '';
  } catch {
    return undefined;
  }
}
