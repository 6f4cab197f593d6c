// Calls random operators with wrong arguments, in child processes: only JavaScript errors may come back.
//
//     node packages/torch/safety/fuzz.ts --calls 100000 [--seed 1] [--reaching] [--crashes file]
//
// Without --reaching the arguments are of any kind. With it they are of the kinds that the schema asks for, with values
// and shapes that need not fit, so that they reach PyTorch's kernels; results are differentiated. Every tensor ends at a
// page that cannot be touched (native/guard.cc): reading behind one ends the process, which otherwise goes unnoticed.
//
// The child writes each call to a file before it makes it, so that an abort or a hang names the call. An operator that
// ended a process is not called again in this run. A tensor larger than 1 GiB is out of memory.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Encoded } from './calls.ts';

const CHUNK = 5000; // calls of one child
const LIMIT_KB = 24_000_000; // of address space, which V8 alone reserves several gigabytes of
const CALL_MS = 20_000; // a call that computes for longer is a hang,
const STILL_MS = 300_000; // and one that waits for as long; on a busy machine a child waits before it begins, too

/** A call that ended its process, and how. */
export interface Crash {
  op: string;
  args: Encoded[];
  end: string;
}

/** What a fuzz found. */
export interface FuzzResult {
  calls: number;
  threw: number;
  returned: number;
  /** Tensors, and bytes of tensors, that were alive afterwards. */
  leaked: number;
  bytes: number;
  crashes: Crash[];
  /** Errors that are none of ours. */
  foreign: string[];
}

/** How to fuzz; see the head of this file. */
export interface FuzzOptions {
  calls: number;
  seed: number;
  reaching?: boolean;
}

type Part = Omit<FuzzResult, 'calls' | 'crashes'>;

interface End {
  part: Part | undefined;
  how: string;
}

// Runs one child to its end; kills it where the call in its file stays the same for too long.
async function run(command: readonly unknown[], log: string, folder: string): Promise<End> {
  const script = new URL('fuzz-child.ts', import.meta.url).pathname;
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
  if (code === 0 && line) return { part: JSON.parse(line) as Part, how: '' }; // as: the child's own words
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

function written(log: string): string {
  try {
    return readFileSync(log, 'utf8');
  } catch {
    return '';
  }
}

async function chunk(first: number, last: number, options: FuzzOptions, result: FuzzResult): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-fuzz-'));
  const log = join(folder, 'call');
  try {
    for (let next = first; next < last; ) {
      const skipped = result.crashes.map((crash) => crash.op);
      const command = [options.seed, next, last, options.reaching ?? false, log, skipped];
      const { part, how } = await run(command, log, folder);
      if (part) {
        for (const key of ['threw', 'returned', 'leaked', 'bytes'] as const) result[key] += part[key];
        for (const one of part.foreign) if (!result.foreign.includes(one)) result.foreign.push(one);
        result.calls += last - next;
        return;
      }
      const text = written(log);
      if (text === '') throw new Error(`a child could not begin: ${how}`);
      const [index, op, args] = JSON.parse(text) as [number, string, Encoded[]]; // as: the child's own words
      result.crashes.push({ op, args, end: how });
      result.calls += index + 1 - next;
      next = index + 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Makes that many random calls, a few thousand to a child process.
 * @example
 * const { crashes, leaked } = await fuzz({ calls: 20_000, seed: 1 });
 */
export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const result: FuzzResult = { calls: 0, threw: 0, returned: 0, leaked: 0, bytes: 0, crashes: [], foreign: [] };
  const starts = Array.from({ length: Math.ceil(options.calls / CHUNK) }, (_, i) => i * CHUNK);
  const worker = async () => {
    for (let first = starts.shift(); first !== undefined; first = starts.shift())
      await chunk(first, Math.min(first + CHUNK, options.calls), options, result);
  };
  await Promise.all([worker(), worker()]);
  return result;
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: {
      calls: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      reaching: { type: 'boolean', default: false },
      crashes: { type: 'string' },
    },
  });
  const { calls, seed, reaching, crashes } = values;
  const result = await fuzz({ calls: Number(calls), seed: Number(seed), reaching });
  if (crashes) writeFileSync(crashes, `${result.crashes.map((crash) => JSON.stringify(crash)).join('\n')}\n`);
  console.log(JSON.stringify({ ...result, crashes: result.crashes.map(({ op, end }) => `${op}: ${end}`) }, null, 2));
  process.exitCode = result.crashes.length > 0 || result.leaked !== 0 || result.foreign.length > 0 ? 1 : 0;
}
