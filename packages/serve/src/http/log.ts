import { write, writeSync } from 'node:fs';

/** Characters that may wait to be written; beyond, lines are dropped. */
const MOST_WAITING = 1 << 20;

/** Milliseconds until a full pipe is tried again. */
const AGAIN = 100;

/**
 * Lines to a file descriptor that can never hurt the server: where they cannot be written (a full disk, a pipe whose
 * reader left) or nobody takes them fast enough, they are dropped and counted, and the next line that gets through says
 * how many.
 *
 * @example const log = new LogLines(2); log.write('{"msg":"ready"}\n');
 */
export class LogLines {
  /** Lines that were lost since the start. */
  dropped = 0;
  readonly #fd: number;
  #waiting: string[] = [];
  #size = 0;
  #unsaid = 0;
  #isWriting = false;

  constructor(fd: number) {
    this.#fd = fd;
  }

  write(line: string): void {
    if (this.#size + line.length > MOST_WAITING) {
      this.#lose(1);
      return;
    }
    this.#waiting.push(line);
    this.#size += line.length;
    this.#pump();
  }

  /** What still waits, written at once if that takes no waiting: for the end of the process. */
  flush(): void {
    if (this.#isWriting || this.#waiting.length === 0) return;
    try {
      writeSync(this.#fd, this.#take().text);
    } catch {
      // Nothing is left to say it to.
    }
  }

  #pump(): void {
    if (this.#isWriting || this.#waiting.length === 0) return;
    const { text, lines } = this.#take();
    this.#isWriting = true;
    this.#put(Buffer.from(text), lines);
  }

  #put(bytes: Buffer, lines: number): void {
    write(this.#fd, bytes, (error, written) => {
      if (error?.code === 'EAGAIN') {
        setTimeout(() => this.#put(bytes, lines), AGAIN).unref();
        return;
      }
      if (!error && written < bytes.length) {
        this.#put(bytes.subarray(written), lines);
        return;
      }
      this.#isWriting = false;
      if (error) this.#lose(lines);
      else this.#pump();
    });
  }

  #take(): { text: string; lines: number } {
    const lines = this.#waiting.length;
    const note = this.#unsaid > 0 ? this.#note() : '';
    const text = note + this.#waiting.join('');
    this.#waiting = [];
    this.#size = 0;
    return { text, lines };
  }

  #note(): string {
    const dropped = this.#unsaid;
    this.#unsaid = 0;
    return `${JSON.stringify({ level: 40, time: Date.now(), dropped, msg: 'log lines were dropped: they could not be written' })}\n`;
  }

  #lose(lines: number): void {
    this.dropped += lines;
    this.#unsaid += lines;
  }
}
