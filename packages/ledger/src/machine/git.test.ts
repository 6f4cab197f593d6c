import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../testing.ts';
import { gitState } from './git.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

test('the commit is read from .git: a loose ref, a packed one, a detached head', (t) => {
  const folder = temporaryFolder(t);
  assert.equal(gitState(folder), undefined, 'no repository');
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('.git/HEAD', 'ref: refs/heads/topic/x\n');
  assert.equal(gitState(folder), undefined, 'no commit yet');
  write('.git/packed-refs', `# pack-refs with: peeled\n${'f'.repeat(40)} refs/heads/x\n${COMMIT} refs/heads/topic/x\n`);
  assert.partialDeepStrictEqual(gitState(folder), { commit: COMMIT, branch: 'topic/x' });
  write('.git/refs/heads/topic/x', `${'a'.repeat(40)}\n`);
  assert.equal(gitState(folder)?.commit, 'a'.repeat(40), 'a loose ref is newer');
  write('.git/HEAD', `${COMMIT}\n`);
  assert.equal(gitState(folder)?.commit, COMMIT);
  assert.equal(gitState(folder)?.branch, undefined);
  write('sub/dir/file', '');
  assert.equal(gitState(join(folder, 'sub/dir'))?.commit, COMMIT, 'from a folder inside');
  write('.git/HEAD', 'ref: ../../../etc/passwd\n');
  assert.equal(gitState(folder), undefined);
  rmSync(join(folder, '.git'), { recursive: true });
  write('.git', 'gitdir: real/worktrees/w\n');
  write('real/worktrees/w/HEAD', 'ref: refs/heads/w\n');
  write('real/worktrees/w/commondir', '../..\n');
  write('real/refs/heads/w', COMMIT);
  assert.partialDeepStrictEqual(gitState(folder), { commit: COMMIT, branch: 'w' }, 'a worktree');
});

/** A repository with one commit of one file; undefined where there is no git. */
function commitOne(folder: string) {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@y', ...args], { cwd: folder, stdio: 'pipe' });
  try {
    git('init', '-q');
  } catch {
    return undefined;
  }
  writeFileSync(join(folder, 'a'), '1');
  git('add', 'a');
  git('commit', '-qm', 'first');
  return { folder, git };
}

test('dirty says whether tracked files were changed', (t) => {
  const repository = commitOne(temporaryFolder(t));
  if (!repository) return t.skip('git is not installed');
  const { folder, git } = repository;
  assert.equal(gitState(folder)?.dirty, false);
  assert.equal(gitState(folder)?.commit, git('rev-parse', 'HEAD').toString().trim());
  writeFileSync(join(folder, 'untracked'), '');
  assert.equal(gitState(folder)?.dirty, false);
  writeFileSync(join(folder, 'a'), '2');
  assert.equal(gitState(folder)?.dirty, true);
});

test('a repository cannot make us run its programs', (t) => {
  const repository = commitOne(temporaryFolder(t));
  if (!repository) return t.skip('git is not installed');
  const { folder, git } = repository;
  const trace = join(folder, 'ran');
  git('config', 'core.fsmonitor', `touch ${trace}; false`);
  gitState(folder);
  assert.throws(() => execFileSync('cat', [trace], { stdio: 'pipe' }));
});
