// A training that is killed, and one whose disk is full: nothing that was written may be lost.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openLedger } from '@capstan/ledger';
import { openModel } from '@capstan/models';
import { setNumThreads } from '@capstan/torch';
import { fit, type TrainError } from '../index.ts';
import { digitsProject } from '../testing/digits.ts';
import { hasNamespaces, killAtRandom, leftAlone } from '../testing/kills.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-kill-'));
let mounted: string | undefined;
after(() => {
  if (mounted) execFileSync('umount', [mounted]);
  rmSync(root, { recursive: true, force: true });
});
setNumThreads(1);
for (const what of ['tables', 'pictures'] as const) {
  test(`${what}: killed at random moments, a run has the bits of one that was left alone, and no hole in the ledger`, async () => {
    const expected = await leftAlone(what, join(root, `${what}-alone`));
    await killAtRandom(what, root, { kills: 3, seed: 1, own: false, expected });
    if (hasNamespaces()) await killAtRandom(what, root, { kills: 2, seed: 1, own: true, expected });
  });
}

/** A file system of 3 MB, where this process may make one. */
function smallDisk(): string | undefined {
  const dir = join(root, 'disk');
  mkdirSync(dir, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', dir], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  mounted = dir;
  return dir;
}

const disk = process.platform === 'linux' ? smallDisk() : undefined;
const skip = disk === undefined ? 'needs Linux and the right to mount a small tmpfs' : false;

test('a full disk stops the run with a clear error and leaves the last checkpoint and the best model whole', {
  skip,
}, async () => {
  const runDir = join(disk!, 'run');
  const ledger = openLedger(join(root, 'disk-ledger.db'));
  const project = await digitsProject(root, { train: { epochs: 4 } });
  const error: TrainError = await fit(project, {
    runDir,
    ledger,
    onProgress: (event) => {
      if (event.kind !== 'epoch' || event.record.epoch !== 1) return;
      const { bavail, bsize } = statfsSync(disk!);
      writeFileSync(join(disk!, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - 8192)));
    },
  }).then(
    () => assert.fail('the disk was not full'),
    (error: TrainError) => error,
  );
  assert.equal(error.code, 'disk-full');
  assert.match(error.message, /disk is full.*What was saved there before is whole/s);
  assert.equal(
    (await openModel(join(runDir, 'best'), { build: () => (project.model as () => never)() })).card.metrics !==
      undefined,
    true,
  );
  rmSync(join(disk!, 'ballast'));
  const result = await fit(project, { ledger, resume: runDir });
  assert.equal(result.stopped, 'done');
  assert.equal(result.history.length, 4);
});
