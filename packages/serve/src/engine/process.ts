import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { FastifyBaseLogger } from 'fastify';
import { ServeError } from '../errors.ts';
import { encodeFrame, type Frame, FrameReader, frameKind, inFile } from './frames.ts';
import type { EngineOptions, FailureMeta, Hello } from './messages.ts';
import { PayloadFile } from './payload-file.ts';

type Pending = {
  resolve(frame: Frame): void;
  reject(error: Error): void;
  /** When it was asked, or, behind others, when the one before it was answered. */
  asked: number;
  usesFile: boolean;
  allowedMillis: number;
};
/** What a model that opened said of itself. */
export type Loaded = Extract<Hello, { ok: true }>;
export type Asked = typeof frameKind.infer | typeof frameKind.ping;

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));
const LAST_WORDS = 20;

/**
 * One process that holds one model: started when constructed, over for good when it ends. Frames go to it on file
 * descriptor 3, or on 5 what is worth it (payload-file.ts); what it says of its pulse comes on 4.
 */
export class EngineProcess {
  /** Its first word. Rejects where it ends, or refuses, before the model is open. */
  readonly opened: Promise<Loaded>;
  /** Resolves when it is gone, with why. */
  readonly ended: Promise<string>;
  readonly pulse: Readable;
  readonly #child: ChildProcess;
  readonly #channel: Duplex;
  readonly #file = new PayloadFile();
  readonly #pending = new Map<number, Pending>();
  readonly #lastWords: string[] = [];
  #nextId = 1;
  #killReason: string | undefined;

  constructor(options: EngineOptions, log: FastifyBaseLogger) {
    const child = spawn(process.execPath, [CHILD, JSON.stringify(options)], {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', this.#file.fd ?? 'ignore'],
    });
    this.#child = child;
    this.#channel = child.stdio[3] as Duplex; // as: a pipe, as asked for above
    this.pulse = child.stdio[4] as Readable; // as: so is this
    child.stdout?.on('data', (text: Buffer) => log.debug({ engine: text.toString().trimEnd() }, 'engine output'));
    child.stderr?.on('data', (text: Buffer) => {
      this.#lastWords.push(text.toString());
      while (this.#lastWords.length > LAST_WORDS) this.#lastWords.shift();
      log.warn({ engine: text.toString().trimEnd() }, 'engine message');
    });
    for (const pipe of [this.#channel, this.pulse]) {
      pipe.on('error', (error) => log.debug({ err: error }, 'engine channel'));
    }
    const ended = Promise.withResolvers<string>();
    child.on('error', (error) => ended.resolve(`it could not be started (${error.message})`));
    child.on('exit', (code, signal) =>
      ended.resolve(signal ? `it was ended by ${signal}` : `it exited with code ${code}`),
    );
    this.ended = ended.promise.then((how) => this.#killReason ?? how);
    this.opened = this.#listen();
    this.opened.catch(() => {}); // whoever waits for it hears of it
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Questions that are not answered yet. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Milliseconds for which the oldest of them has waited; 0 where there is none. */
  get busyMillis(): number {
    const [oldest] = this.#pending.values();
    return oldest ? performance.now() - oldest.asked : 0;
  }

  /** Processor time that it may take, in milliseconds; 0 where there is none. */
  get allowedMillis(): number {
    const [oldest] = this.#pending.values();
    return oldest?.allowedMillis ?? 0;
  }

  /**
   * @param allowedMillis processor time that answering may take
   * @throws {ServeError} engine-failed — where it refused
   * @throws {ServeError} engine-down — where it ended before it answered
   */
  ask(kind: Asked, meta: unknown, payload: Uint8Array[][], allowedMillis = Number.POSITIVE_INFINITY): Promise<Frame> {
    const id = this.#nextId++ >>> 0;
    const { promise, resolve, reject } = Promise.withResolvers<Frame>();
    const [head, ...pieces] = encodeFrame(kind, id, meta, payload);
    const usesFile = this.#file.put(pieces) !== undefined;
    this.#pending.set(id, { resolve, reject, asked: performance.now(), usesFile, allowedMillis });
    this.#channel.cork();
    this.#channel.write(usesFile ? inFile(head!) : head);
    if (!usesFile) for (const piece of pieces) this.#channel.write(piece);
    this.#channel.uncork();
    return promise;
  }

  /** Ends it at once; `reason` is what `ended` gives. */
  kill(reason: string): void {
    this.#killReason ??= reason;
    this.#child.kill('SIGKILL');
  }

  /** Lets it finish what it computes, then ends it. */
  async end(): Promise<void> {
    this.#channel.end();
    const impatience = setTimeout(() => this.#child.kill('SIGKILL'), 2000);
    await this.ended;
    clearTimeout(impatience);
  }

  #listen(): Promise<Loaded> {
    const { promise, resolve, reject } = Promise.withResolvers<Loaded>();
    const reader = new FrameReader();
    this.#channel.on('data', (chunk: Uint8Array) => {
      try {
        for (const frame of reader.push(chunk)) {
          if (frame.kind !== frameKind.hello) this.#settle(frame);
          else {
            const hello = frame.meta as Hello; // written by child.ts
            if (hello.ok) resolve(hello);
            else reject(new ServeError('model-unloadable', hello.message));
          }
        }
      } catch (error) {
        this.kill(`it sent something that is not a frame (${String(error)})`);
      }
    });
    void this.ended.then((reason) => {
      const words = this.#lastWords.join('').trim().slice(-500);
      const message = `the engine ended while opening the model: ${reason}${words && `\n${words}`}`;
      reject(new ServeError('model-unloadable', message));
      this.#drop(reason);
    });
    return promise;
  }

  #settle(frame: Frame): void {
    const pending = this.#pending.get(frame.id);
    this.#pending.delete(frame.id);
    if (pending?.usesFile) this.#file.free();
    const [next] = this.#pending.values();
    if (next) next.asked = performance.now(); // the engine answers one after the other
    if (frame.kind !== frameKind.failure) pending?.resolve(frame);
    else pending?.reject(new ServeError('engine-failed', (frame.meta as FailureMeta).message)); // written by child.ts
  }

  #drop(reason: string): void {
    const message = `the engine went down during this request: ${reason}; it is being restarted`;
    this.#file[Symbol.dispose]();
    const dropped = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of dropped) reject(new ServeError('engine-down', message));
  }
}
