import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { TrainError } from '../errors.ts';

/** SQLite's result code for a lock that another connection holds. */
const BUSY = 5;

/**
 * Takes a run's folder for this process, so that no second one writes there. The lock is the system's (SQLite takes it on an
 * empty file): it ends with the process that holds it, however that ends, in whatever container it ran and whoever has its
 * number now. Owns the lock; dispose to give it back.
 *
 * @throws {TrainError} run-in-use — saying who holds it
 */
export async function lockRun(dir: string): Promise<Disposable> {
  await mkdir(dir, { recursive: true });
  const path = join(dir, 'run.lock');
  closeSync(openSync(path, 'a')); // where it may not be written, the system's own error says so
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE'); // MEMORY: nothing but the lock is on disk
  } catch (error) {
    db.close();
    if (error instanceof Error && 'errcode' in error && Number(error.errcode) % 256 === BUSY) throw inUse(dir, path);
    throw error;
  }
  const about = `${path}.json`;
  writeFileSync(about, JSON.stringify({ process: process.pid, host: hostname(), since: new Date().toISOString() }));
  return {
    [Symbol.dispose]() {
      rmSync(about, { force: true });
      db.exec('ROLLBACK');
      db.close();
    },
  };
}

function inUse(dir: string, path: string): TrainError {
  const holder = readHolder(`${path}.json`);
  return new TrainError(
    'run-in-use',
    `${dir} is in use by ${holder === undefined ? 'another process' : `process ${holder.process} on ${holder.host}, since ${holder.since}`}. Wait for it, stop it, or start a run of its own without --resume.`,
    { fields: { dir, ...holder } },
  );
}

/** What the holder says of itself; for people only, the lock doesn't hang on it. */
function readHolder(path: string): { process: number; host: string; since: string } | undefined {
  try {
    const { process, host, since }: Partial<Record<string, unknown>> = JSON.parse(readFileSync(path, 'utf8'));
    return { process: Number(process), host: String(host), since: String(since) };
  } catch {
    return undefined; // being written, or gone
  }
}
