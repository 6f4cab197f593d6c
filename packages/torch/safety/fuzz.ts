// Calls random operators with wrong arguments, in child processes: only JavaScript errors may come back.
//
//     node packages/torch/safety/fuzz.ts --calls 100000 [--seed 1] [--reaching] [--crashes file] [--state file] [--jobs 2] [--only pattern]
//
// Without --reaching the arguments are of any kind. With it they are of the kinds that the schema asks for, with values
// and shapes that need not fit, so that they reach PyTorch's kernels; results are differentiated. Every tensor ends at a
// page that cannot be touched (native/guard.cc): reading behind one ends the process, which otherwise goes unnoticed.
//
// The child writes each call to a file before it makes it, so that an abort or a hang names the call. An operator that
// ended a process is not called again in this run. A tensor larger than 1 GiB is out of memory. With --state what is done
// is written down after every few thousand calls, and a run that was stopped goes on from there.
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Encoded } from './calls.ts';
import { flags } from './flags.ts';
import { watched, written } from './watched.ts';

const CHUNK = 5000; // calls of one child

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
  /** Children at once: 2 unless it is said. */
  jobs?: number;
  /** A file that holds what is done, to go on from. */
  state?: string;
  /** A regular expression that the operators' names match: all unless it is said. */
  only?: string;
}

interface State {
  options: unknown;
  done: number[];
  result: FuzzResult;
}

type Part = Omit<FuzzResult, 'calls' | 'crashes'>;

async function chunk(first: number, last: number, options: FuzzOptions, result: FuzzResult): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-fuzz-'));
  const log = join(folder, 'call');
  try {
    for (let next = first; next < last; ) {
      const skipped = result.crashes.map((crash) => crash.op);
      const command = [options.seed, next, last, options.reaching ?? false, log, skipped, options.only ?? ''];
      const { part, how } = await watched<Part>('fuzz-child.ts', command, log, folder);
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
  const { calls, jobs = 2, state: file } = options;
  const state = begun(options);
  const { result, done } = state;
  const starts = Array.from({ length: Math.ceil(calls / CHUNK) }, (_, i) => i * CHUNK).filter((i) => !done.includes(i));
  const worker = async () => {
    for (let first = starts.shift(); first !== undefined; first = starts.shift()) {
      await chunk(first, Math.min(first + CHUNK, calls), options, result);
      done.push(first);
      if (!file) continue;
      writeFileSync(`${file}.next`, JSON.stringify(state));
      renameSync(`${file}.next`, file);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return result;
}

// What an earlier run of the same calls left, or nothing yet.
function begun({ calls, seed, reaching = false, state: file, only = '' }: FuzzOptions): State {
  const options = { calls, seed, reaching, only };
  if (file && existsSync(file)) {
    const state = JSON.parse(readFileSync(file, 'utf8')) as State; // as: this script's own words
    if (JSON.stringify(state.options) === JSON.stringify(options)) return state;
    throw new Error(`${file} is of other calls: ${JSON.stringify(state.options)}`);
  }
  const result = { calls: 0, threw: 0, returned: 0, leaked: 0, bytes: 0, crashes: [], foreign: [] };
  return { options, done: [], result };
}

if (process.argv[1] === import.meta.filename) {
  const { calls, seed, jobs, reaching, crashes, state, only } = flags(import.meta.filename, {
    calls: 100_000,
    seed: 1,
    jobs: 2,
    reaching: false,
    crashes: '',
    state: '',
    only: '',
  });
  const result = await fuzz({ calls, seed, reaching, jobs, only, ...(state && { state }) });
  if (crashes) writeFileSync(crashes, `${result.crashes.map((crash) => JSON.stringify(crash)).join('\n')}\n`);
  console.log(JSON.stringify({ ...result, crashes: result.crashes.map(({ op, end }) => `${op}: ${end}`) }, null, 2));
  process.exitCode = result.crashes.length > 0 || result.leaked !== 0 || result.foreign.length > 0 ? 1 : 0;
}
