import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { distributedError } from '../errors.ts';

/** How `launch` starts the ranks. */
export interface LaunchOptions {
  /** How many: one for each of the machine's cores by default. */
  processes?: number;
  /** The script's arguments. */
  args?: readonly string[];
  /** Node's options; those of this process are not handed down. */
  execArgv?: readonly string[];
  /** Added to this process's environment. */
  env?: Record<string, string>;
  cwd?: string;
  /** Sees each line that a rank prints; by default they go to this process's output as `[rank] line`. */
  onLine?: (line: string, rank: number, stream: 'stdout' | 'stderr') => void;
  /** Stops all ranks. */
  signal?: AbortSignal;
  /** Milliseconds that ranks have to end after SIGTERM, once one has failed; 5,000 by default. */
  graceMs?: number;
}

const print: NonNullable<LaunchOptions['onLine']> = (line, rank, stream) =>
  process[stream].write(`[${rank}] ${line}\n`);

/**
 * Starts a file as the ranks of a job on this machine, with torchrun's environment on a free port, and waits until all
 * have ended. When one fails, the others are stopped. Each gets its share of the cores, unless OMP_NUM_THREADS is set.
 *
 * @throws {TorchError} distributed — naming the first rank that failed and how it ended
 * @example
 * await torch.distributed.launch('train.ts', { processes: 2 });
 */
export async function launch(file: string | URL, options: LaunchOptions = {}): Promise<void> {
  const { processes = availableParallelism(), onLine = print, signal, graceMs = 5000 } = options;
  if (!Number.isInteger(processes) || processes < 1)
    throw distributedError('launch', `expected processes to be a positive integer, received ${processes}`);
  if (process.env.RANK !== undefined && process.env.MASTER_PORT !== undefined)
    throw distributedError(
      'launch',
      `this process is itself rank ${process.env.RANK} of a job`,
      'call launch only where RANK is not set: `if (process.env.RANK === undefined) await launch(import.meta.filename)`',
    );
  signal?.throwIfAborted();
  const path = file instanceof URL ? file.pathname : file;
  const port = await freePort();
  const threads = Math.max(1, Math.floor(availableParallelism() / processes));
  const ranks = Array.from({ length: processes }, (_, rank) =>
    spawn(process.execPath, [...(options.execArgv ?? []), path, ...(options.args ?? [])], {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.cwd !== undefined && { cwd: options.cwd }),
      env: {
        OMP_NUM_THREADS: String(threads),
        TORCH_CPP_LOG_LEVEL: 'ERROR', // the errors say what its warnings do
        ...process.env,
        ...options.env,
        MASTER_ADDR: '127.0.0.1',
        MASTER_PORT: String(port),
        RANK: String(rank),
        LOCAL_RANK: String(rank),
        WORLD_SIZE: String(processes),
        LOCAL_WORLD_SIZE: String(processes),
      },
    }),
  );
  const kill = (how: NodeJS.Signals) => {
    for (const child of ranks) if (child.exitCode === null && child.signalCode === null) child.kill(how);
  };
  const last = () => kill('SIGKILL'); // this process ends: so do its ranks
  process.once('exit', last);
  let failure: unknown;
  let timer: NodeJS.Timeout | undefined;
  const stop = (reason: unknown) => {
    if (failure) return;
    failure = reason;
    kill('SIGTERM');
    timer = setTimeout(last, graceMs);
  };
  const abort = () => stop(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  await Promise.all(
    ranks.map(async (child, rank) => {
      const reason = await ended(child, rank, onLine);
      if (reason)
        stop(
          distributedError(
            'launch',
            `rank ${rank} of ${processes} ${reason}`,
            'its last lines say why; the other ranks were stopped',
          ),
        );
    }),
  );
  clearTimeout(timer);
  process.off('exit', last);
  signal?.removeEventListener('abort', abort);
  if (failure) throw failure;
}

/** Waits for a rank's end: how it failed, or undefined. */
async function ended(
  child: ChildProcess,
  rank: number,
  onLine: NonNullable<LaunchOptions['onLine']>,
): Promise<string | undefined> {
  const read = async (stream: Readable | null, name: 'stdout' | 'stderr') => {
    if (stream) for await (const line of createInterface({ input: stream })) onLine(line, rank, name);
  };
  const output = Promise.all([read(child.stdout, 'stdout'), read(child.stderr, 'stderr')]);
  try {
    const [code, how] = await once(child, 'exit');
    await Promise.race([output, new Promise((resolve) => setTimeout(resolve, 1000).unref())]);
    return code === 0 ? undefined : how ? `was ended by ${how}` : `ended with code ${code}`;
  } catch (error) {
    return `did not start: ${error instanceof Error ? error.message : error}`;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw distributedError('launch', 'no free port was found');
  return address.port;
}
