// Kills a training at random moments until it comes to its end, and holds what it left against one that was left alone.
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Random } from '@capstan/base';
import { openLedger } from '@capstan/ledger';

export type What = 'tables' | 'pictures';

const CHILD = join(import.meta.dirname, 'train-child.ts');
/** Kept from step to step: each process of a namespace is number 1 in it, as in a container. */
const NAMESPACE = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child=SIGKILL'];
/** Within so many ms of the word that it is counted from the kill comes. */
const WITHIN_MS = 450;

/** From when on a kill comes: from a process's first word, or only once it has written a checkpoint, however slow the machine. */
export type From = 'start' | 'checkpoint';

/** Whether processes can be put into a namespace of their own here. */
export function hasNamespaces(): boolean {
  try {
    execFileSync(NAMESPACE[0]!, [...NAMESPACE.slice(1), 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function begin(
  what: What,
  dir: string,
  { every, resume, own }: { every: number; resume: boolean; own: boolean },
): ChildProcess {
  const command = [
    ...(own ? NAMESPACE : []),
    process.execPath,
    CHILD,
    what,
    dir,
    String(every),
    ...(resume ? ['resume'] : []),
  ];
  const env = { ...process.env, OMP_NUM_THREADS: '1' };
  return spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'], env });
}

/** Runs a training; kills it `after` ms from its first such word. Gives whether it was killed, and whether it had saved anything. */
async function session(
  child: ChildProcess,
  after: number,
  from: From = 'start',
): Promise<{ killed: boolean; saved: boolean }> {
  const ended = once(child, 'exit');
  let saved = false;
  let timer: NodeJS.Timeout | undefined;
  for await (const line of createInterface(child.stdout!)) {
    if (line.startsWith(from) && Number.isFinite(after)) timer ??= setTimeout(() => child.kill('SIGKILL'), after);
    if (line.startsWith('checkpoint')) saved = true;
  }
  clearTimeout(timer);
  const [code, signal] = await ended;
  if (code === 0) return { killed: false, saved };
  assert.equal(signal, 'SIGKILL', `the training failed by itself, with ${code}`);
  return { killed: true, saved };
}

/** What a training leaves: its curves, its weights, its run. */
function leavings(dir: string) {
  using ledger = openLedger(join(dir, 'ledger.db'));
  const runs = ledger.runs();
  assert.equal(runs.length, 1, 'one run');
  const [run] = runs;
  const curve = (name: string) => {
    const { steps, values } = ledger.metrics(run!.id, name);
    return { steps: [...steps], values: [...values] };
  };
  const names = ['train/loss', 'train/accuracy', 'lr', 'epoch', 'validation/loss', 'validation/accuracy'];
  return {
    status: run!.status,
    models: ledger.artifacts(run!.id).map(({ kind, sha256 }) => [kind, sha256]),
    curves: Object.fromEntries(names.map((name) => [name, curve(name)])),
    weights: readFileSync(join(dir, 'run/best/model.safetensors')),
    last: JSON.parse(readFileSync(join(dir, 'run/last.json'), 'utf8')).sha256,
  };
}

/** A training that was left alone, to compare with. */
export async function leftAlone(what: What, dir: string): Promise<ReturnType<typeof leavings>> {
  mkdirSync(dir, { recursive: true });
  const { killed } = await session(begin(what, dir, { every: 7, resume: false, own: false }), Number.POSITIVE_INFINITY);
  assert.equal(killed, false);
  const left = leavings(dir);
  const { steps } = left.curves['train/loss']!;
  assert.deepEqual(
    steps,
    Array.from({ length: steps.length }, (_, i) => i + 1),
  );
  return left;
}

/**
 * Kills trainings at `kills` random moments, going on with each, or anew when one has come to its end. Whatever is left must
 * be what one leaves that was left alone: the same bits, and no hole in the ledger. Gives how many trainings that took.
 *
 * @param about.own whether every process gets a PID namespace of its own
 */
export async function killAtRandom(
  what: What,
  root: string,
  about: { kills: number; seed: number; own: boolean; from?: From; expected: Awaited<ReturnType<typeof leftAlone>> },
): Promise<number> {
  const random = new Random(about.seed).at(7, 0, about.own ? 1 : 0);
  let kills = 0;
  let trainings = 0;
  while (kills < about.kills) {
    const dir = join(root, `${what}-${about.own ? 'own' : 'plain'}-${trainings++}`);
    mkdirSync(dir);
    let saved = false;
    for (let running = true; running; ) {
      const after = kills < about.kills ? random.uniform(0, WITHIN_MS) : Number.POSITIVE_INFINITY;
      const ended = await session(begin(what, dir, { every: 3, resume: saved, own: about.own }), after, about.from);
      if (ended.killed) kills++;
      if (ended.killed && !saved && !ended.saved) break; // before its first checkpoint: nothing to go on with
      saved ||= ended.saved;
      running = ended.killed;
      if (running) continue;
      const { curves, ...left } = leavings(dir);
      for (const [name, curve] of Object.entries(about.expected.curves))
        assert.deepEqual(curves[name], curve, `${dir}: ${name}`);
      const { curves: _, ...alone } = about.expected;
      assert.deepEqual(left, alone, dir);
    }
  }
  return trainings;
}
