import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { delimiter } from 'node:path';
import type { Duplex, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { prepareLightgbm } from '@capstan/setup/lightgbm';
import { TreesError } from '../errors.ts';
import { type Answer, FrameReader, head, type Order } from './frames.ts';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

/** Characters of what the process last wrote that an error keeps. */
const LAST_WORDS = 2000;

type Good = Extract<Answer, { ok: true }> & { payload: Buffer };
type Pending = { resolve(answer: Good): void; reject(error: Error): void };
type OnRound = (round: number, metrics: Record<string, number>) => void;

/**
 * A process with LightGBM in it, apart from this one: what it computes blocks nobody, and what ends it ends nothing else. It
 * keeps the program alive only while a question is open. Dispose it to end it.
 */
export class Engine implements Disposable {
  onRound: OnRound | undefined;
  readonly #child: ChildProcess;
  readonly #input: Writable;
  readonly #pending: Pending[] = [];
  #words = '';
  #open = 0;
  #over: TreesError | undefined;

  private constructor(library: string, runtimes: readonly string[]) {
    const child = spawn(process.execPath, [CHILD, library, ...runtimes], {
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      env: environment(runtimes),
    });
    this.#child = child;
    this.#input = child.stdin as Writable; // as: a pipe, as asked for above
    const output = child.stdio[3] as Duplex; // as: so is this
    const reader = new FrameReader();
    output.on('data', (piece: Buffer) => {
      for (const { answer, payload } of reader.push(piece)) this.#hear(answer, payload);
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (text: Buffer) => {
        this.#words = (this.#words + text.toString()).slice(-LAST_WORDS);
      });
    }
    for (const stream of [this.#input, output]) stream.on('error', () => {}); // its end says more
    child.on('error', (error) => this.#end(`it could not be started (${error.message})`));
    child.on('close', (code, signal) =>
      this.#end(signal ? `it was ended by ${signal}` : `it exited with code ${code}`),
    );
    this.#hold(0);
  }

  /**
   * Starts one; LightGBM is fetched where it is not there yet.
   *
   * @throws {TreesError} library-missing — where LightGBM is not there
   */
  static async start(): Promise<Engine> {
    try {
      const { library, runtimes } = await prepareLightgbm();
      return new Engine(library, runtimes);
    } catch (error) {
      const { message } = error as Error; // as: set-up throws nothing else
      throw new TreesError('library-missing', `trees need LightGBM's library. ${message}`, { cause: error });
    }
  }

  get isOver(): boolean {
    return this.#over !== undefined;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** @throws {TreesError} process-died, library-refused — where the process ended, or LightGBM refuses */
  async ask(order: Order, payload?: ArrayBufferView): Promise<Good> {
    const { promise, resolve, reject } = Promise.withResolvers<Good>();
    if (this.#over) throw this.#over;
    this.#pending.push({ resolve, reject });
    promise.catch(() => {}); // it may fail while the payload is still on its way
    this.#hold(1);
    try {
      await this.tell(order, payload);
      return await promise;
    } finally {
      this.#hold(-1);
    }
  }

  /** An order that gets no answer: what fails of it, the next answer says. Resolves when more can be sent. */
  async tell(order: Order, payload: ArrayBufferView = new Uint8Array(0)): Promise<void> {
    this.#input.write(head(order, payload.byteLength));
    if (payload.byteLength === 0) return;
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    this.#hold(1);
    await new Promise<void>((done) => this.#input.write(bytes, () => done())); // an error is the process's end, told there
    this.#hold(-1);
  }

  [Symbol.dispose](): void {
    this.#end('it was disposed of');
    this.#child.kill('SIGKILL');
  }

  #hear(answer: Answer, payload: Buffer): void {
    if ('round' in answer) {
      this.onRound?.(answer.round, answer.metrics);
      return;
    }
    const pending = this.#pending.shift();
    if ('ok' in answer) pending?.resolve({ ...answer, payload });
    else pending?.reject(refused(answer.error));
  }

  #end(how: string): void {
    this.#over ??= died(how, this.#words.trim());
    for (const { reject } of this.#pending.splice(0)) reject(this.#over);
  }

  /** One more or one less for which the program is kept alive. */
  #hold(change: number): void {
    this.#open += change;
    for (const each of [this.#child, ...this.#child.stdio]) {
      if (each !== this.#child && !(each instanceof Socket)) continue;
      if (this.#open > 0) each.ref();
      else each.unref();
    }
  }
}

function died(how: string, words: string): TreesError {
  const loads = /cannot open shared object|image not found|Library not loaded|specified module could not be found/.test(
    words,
  );
  if (loads) {
    const hint = `It needs OpenMP's runtime: ${RUNTIME[process.platform] ?? 'install libgomp'}.`;
    return new TreesError('library-missing', `LightGBM's library does not load: ${lastLine(words)}`, {
      hint,
      fields: { words },
    });
  }
  const hint =
    'Mostly that is memory: fewer columns, bins (maxBin) or leaves (numLeaves), or float32 in place of float64.';
  const message = `the process of the trees ended before it answered: ${how}${words && `; its last words were ${lastLine(words)}`}`;
  return new TreesError('process-died', message, { hint, fields: { how, words } });
}

const RUNTIME: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'sudo apt-get install libgomp1, or dnf install libgomp',
  darwin: 'brew install libomp',
  win32: "install Microsoft's Visual C++ Redistributable",
};

function refused(words: string): TreesError {
  const memory = /bad_alloc|[Mm]emory|bad array/.test(words);
  const hint = memory
    ? 'That is memory: fewer columns, bins (maxBin) or leaves (numLeaves).'
    : 'The message is the library’s; what it is about is mostly a parameter or the data.';
  return new TreesError('library-refused', `LightGBM refused: ${words}`, { hint, fields: { words } });
}

function lastLine(words: string): string {
  return (
    words
      .split('\n')
      .findLast((line) => /error|fatal|cannot/i.test(line))
      ?.trim() ?? words.slice(-200)
  );
}

/**
 * Threads that wait yield their core: spinning, as OpenMP has it by default, a training of a third of a second took three
 * beside busy neighbours. macOS looks for OpenMP's runtime where Homebrew puts it; the engine's own is a second place.
 */
function environment(runtimes: readonly string[]): NodeJS.ProcessEnv {
  const env = { OMP_WAIT_POLICY: 'PASSIVE', ...process.env };
  if (process.platform !== 'darwin' || runtimes.length === 0) return env;
  const known = process.env.DYLD_FALLBACK_LIBRARY_PATH;
  return { ...env, DYLD_FALLBACK_LIBRARY_PATH: [...(known ? [known] : []), ...runtimes].join(delimiter) };
}
