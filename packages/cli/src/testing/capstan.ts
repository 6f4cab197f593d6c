import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Moment } from './interrupt-at.ts';

const entry = join(import.meta.dirname, '../../bin/capstan.mjs');

/** What a finished command line left. */
export interface Finished {
  code: number | null;
  out: string;
  err: string;
}

/** A command line that runs in a process of its own, as a user's does, with one thread of the engine. */
export interface Running extends PromiseLike<Finished> {
  process: ChildProcess;
  /** Resolves when standard output or error has had this text. */
  says(text: string | RegExp): Promise<void>;
}

/** A program, with its arguments, to start the command line with. */
export type Wrap = readonly [program: string, ...args: string[]];

/**
 * What to start a command line with so that permissions bind it; undefined where that can't be had. The administrator
 * gives up the capabilities that go over them.
 */
export function withoutOverride(): Wrap | undefined {
  if (process.platform === 'win32') return undefined;
  if (process.getuid?.() !== 0) return ['env'];
  const wrap: Wrap = ['setpriv', '--bounding-set', '-dac_override,-dac_read_search', '--'];
  try {
    execFileSync(wrap[0], [...wrap.slice(1), 'true'], { stdio: 'ignore' });
    return wrap;
  } catch {
    return undefined;
  }
}

/**
 * Command lines one after the other in one process, for those that end before any work: each start of Node and engine
 * would cost a second.
 *
 * @param options.interruptAt when each is to be sent a signal
 */
export async function capstanEach(
  cwd: string,
  lines: readonly (readonly string[])[],
  { wrap, interruptAt }: { wrap?: Wrap; interruptAt?: readonly (Moment | null)[] } = {},
): Promise<Finished[]> {
  const end = '\0end of a line\0';
  const [ours, moments] = ['../main.ts', './interrupt-at.ts'].map((path) => new URL(path, import.meta.url).href);
  const program = `
    const { main } = await import(${JSON.stringify(ours)});
    const { interruptAt } = await import(${JSON.stringify(moments)});
    for (const [i, line] of ${JSON.stringify(lines)}.entries()) {
      interruptAt(${JSON.stringify(interruptAt ?? [])}[i]);
      const code = await main(line);
      process.stdout.write(code + ${JSON.stringify(end)});
      process.stderr.write(${JSON.stringify(end)});
    }`;
  const [first, ...rest] = [...(wrap ?? []), process.execPath, '--input-type=module', '-e', program];
  const child = spawn(first!, rest, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, OMP_NUM_THREADS: '1' },
    timeout: 600_000, // one that hangs is told with what it said, not as a cancelled test without a word
    killSignal: 'SIGKILL',
  });
  const [out, err] = await Promise.all([child.stdout, child.stderr].map((stream) => text(stream)));
  const [outs, errs] = [out!.split(end), err!.split(end)];
  if (outs.length !== lines.length + 1) throw new Error(`it ended before the last line:\n${out}\n${err}`);
  return lines.map((_, i) => {
    const [, said, code] = /^(.*?)(\d+)$/s.exec(outs[i]!)!;
    return { code: Number(code), out: said!, err: errs[i]! };
  });
}

/** Starts `capstan …` in a folder. @example const { code, out } = await capstan(dir, 'data', 'photos'); */
export function capstan(cwd: string, ...words: (string | Wrap)[]): Running {
  const args = words.filter((word) => typeof word === 'string');
  const [program, ...before] = words.find((word) => typeof word !== 'string') ?? [];
  const line = [process.execPath, entry, ...args];
  const [first, ...rest] = program === undefined ? line : [program, ...before, ...line];
  const child = spawn(first!, rest, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  });
  let out = '';
  let err = '';
  const waiting: { wanted: string | RegExp; done: () => void }[] = [];
  const look = () => {
    for (const { wanted, done } of waiting) {
      if (typeof wanted === 'string' ? (out + err).includes(wanted) : wanted.test(out + err)) done();
    }
  };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk;
    look();
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    err += chunk;
    look();
  });
  const finished = new Promise<Finished>((resolve) => child.on('close', (code) => resolve({ code, out, err })));
  return {
    process: child,
    // biome-ignore lint/suspicious/noThenProperty: awaiting a command line waits for its end
    then: (resolve, reject) => finished.then(resolve, reject),
    says: (wanted) =>
      new Promise((done, fail) => {
        waiting.push({ wanted, done });
        look();
        finished.then(() => fail(new Error(`it ended without saying ${wanted}:\n${out}\n${err}`)), fail);
      }),
  };
}
