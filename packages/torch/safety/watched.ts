// Child processes that a call may end: each call is written to a file before it is made, so that an abort or a hang names it.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const LIMIT_KB = 24_000_000; // of address space, which V8 alone reserves several gigabytes of
const CALL_MS = 20_000; // a call that computes for longer is a hang,
const STILL_MS = 300_000; // and one that waits for as long; on a busy machine a child waits before it begins, too

/** How a child ended: with its result, or by a signal, an exit or a hang. */
export interface End<R> {
  part: R | undefined;
  how: string;
}

/**
 * Runs a script beside this one to its end, with an argument as JSON, under the allocator that guards the ends of tensors; kills
 * it where the call in its file stays the same for too long. It prints its result after a line of `@@`.
 */
export async function watched<R>(name: string, command: unknown, log: string, folder: string): Promise<End<R>> {
  const script = new URL(name, import.meta.url).pathname;
  const shell = `ulimit -c 0; ulimit -v ${LIMIT_KB}; exec "$0" "$@"`;
  const child = spawn('bash', ['-c', shell, process.execPath, '--expose-gc', script, JSON.stringify(command)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder, // operators that write files write them there
    env: {
      ...process.env,
      OMP_NUM_THREADS: '1',
      MALLOC_ARENA_MAX: '1',
      CAPSTAN_ALLOCATOR: 'guard',
    },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (part) => {
    output = (output + part).slice(-20_000);
  });
  child.stderr.on('data', (part) => {
    errors = (errors + part).slice(-600);
  });
  let seen = '';
  let since = { at: performance.now(), computed: 0 };
  let hung = false;
  const watchdog = setInterval(() => {
    const now = written(log);
    const [at, computed] = [performance.now(), processorMs(child.pid)];
    if (now !== seen) since = { at, computed };
    seen = now;
    const waited = at - since.at;
    if (waited < CALL_MS || (computed - since.computed < CALL_MS && waited < STILL_MS)) return;
    hung = true;
    child.kill('SIGKILL');
  }, 2000);
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.once('close', (c, s) => resolve([c, s])),
  );
  clearInterval(watchdog);
  const line = output.split('\n@@')[1];
  if (code === 0 && line) return { part: JSON.parse(line) as R, how: '' }; // as: the child's own words
  return { part: undefined, how: hung ? 'hang' : (signal ?? `exit ${code}: ${errors.trim().split('\n').at(-1)}`) };
}

// Of a process and its threads; where the system does not say it, as long as it lives.
function processorMs(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' '); // the name before may hold spaces
    return 10 * (Number(fields[11]) + Number(fields[12])); // user's and system's hundredths of a second
  } catch {
    return performance.now();
  }
}

/** What stands in the file: the last call. */
export function written(log: string): string {
  try {
    return readFileSync(log, 'utf8');
  } catch {
    return '';
  }
}
