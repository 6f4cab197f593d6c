// A training that is killed, and one whose disk is full: nothing that was written may be lost.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { openLedger } from '@capstan/ledger';
import { openModel, readBundle, type Seal } from '@capstan/models';
import { setNumThreads } from '@capstan/torch';
import { fit, type TrainError } from '../index.ts';
import { digitsProject } from '../testing/digits.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-kill-'));
let mounted: string | undefined;
after(() => {
  if (mounted) execFileSync('umount', [mounted]);
  rmSync(root, { recursive: true, force: true });
});
setNumThreads(1);
const child = join(import.meta.dirname, '../testing/train-child.ts');

/** Runs the training; kills it with SIGKILL as soon as the checkpoint of step `killAt` is written. */
async function train(dir: string, resume: boolean, killAt: number): Promise<number | null> {
  const process_ = spawn(process.execPath, [child, dir, '7', ...(resume ? ['resume'] : [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  });
  const ended = once(process_, 'exit');
  for await (const line of createInterface(process_.stdout)) {
    const step = /^checkpoint (\d+)$/.exec(line)?.[1];
    if (step !== undefined && Number(step) >= killAt) process_.kill('SIGKILL');
  }
  const [code] = await ended;
  return code;
}

test('killed twice and resumed, a run has the loss bits of one that was left alone', async () => {
  const [straight, broken] = [join(root, 'straight'), join(root, 'broken')];
  mkdirSync(straight);
  mkdirSync(broken);
  assert.equal(await train(straight, false, Number.POSITIVE_INFINITY), 0);
  assert.equal(await train(broken, false, 14), null); // killed in the first epoch
  assert.equal(await train(broken, true, 56), null); // killed in the second
  assert.equal(await train(broken, true, Number.POSITIVE_INFINITY), 0);
  const losses = (dir: string) => {
    using ledger = openLedger(join(dir, 'ledger.db'));
    const { steps, values } = ledger.metrics(ledger.runs()[0]!.id, 'train/loss');
    return { steps: Array.from(steps), values: Array.from(values) };
  };
  const expected = losses(straight);
  assert.equal(expected.steps.length, 90);
  const resumed = losses(broken);
  // What was computed before a kill may not have reached the ledger; all that did is the same.
  const at = new Map(expected.steps.map((step, i) => [step, expected.values[i]]));
  for (const [i, step] of resumed.steps.entries()) assert.equal(resumed.values[i], at.get(step), `step ${step}`);
  assert.deepEqual(resumed.values.slice(-30), expected.values.slice(-30));
  const weights = (dir: string) => readFileSync(join(dir, 'run/best/model.safetensors'));
  assert.ok(weights(straight).equals(weights(broken)));
});

test('killed at any moment, while it saves after every step, a run always goes on from a whole checkpoint', async () => {
  const dir = join(root, 'any-moment');
  mkdirSync(dir);
  const last = join(dir, 'run/last.json');
  let reached = 0;
  for (const delay of [0, 3, 7, 12, 20, 31]) {
    const running = spawn(process.execPath, [child, dir, '1', ...(reached > 0 ? ['resume'] : [])], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, OMP_NUM_THREADS: '1' },
    });
    const ended = once(running, 'exit');
    for await (const line of createInterface(running.stdout)) {
      if (line.startsWith('checkpoint')) {
        await setTimeout(delay); // ms: somewhere in a step, a write, a rename
        running.kill('SIGKILL');
        break;
      }
    }
    assert.deepEqual(await ended, [null, 'SIGKILL']);
    const { header } = await readBundle(
      join(dir, 'run'),
      'last.json',
      (json) => json as Seal & { position: { step: number } },
    );
    assert.ok(header.position.step > reached, `step ${header.position.step} after ${reached}`);
    reached = JSON.parse(readFileSync(last, 'utf8')).position.step;
  }
});

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
