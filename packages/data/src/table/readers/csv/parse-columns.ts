import { closeSync, openSync, writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { footer, magic, type parquetTypes } from '../../stored/parquet-file.ts';
import { ColumnParser, type Piece, type Shape } from './column-parser.ts';

/** What threads share: which piece is next, whether to stop, and where the Parquet file ends so far. */
export type Shared = { turns: Int32Array; end: BigInt64Array };

/** What a thread is given. */
export type ParserWork = { from: string; to: string; shape: Shape; shared: Shared };

/** The next piece, if any is left. */
export function taking({ shape, shared: { turns } }: ParserWork): number | undefined {
  if (Atomics.load(turns, 1) !== 0) return undefined;
  const next = Atomics.add(turns, 0, 1);
  return next * shape.pieceBytes < shape.bytes ? next : undefined;
}

/** Gives bytes of the Parquet file away. */
export const placing =
  ({ end }: Shared) =>
  (bytes: number): number =>
    Number(Atomics.add(end, 0, BigInt(bytes)));

/**
 * Reads a regular file of text into a Parquet file, its pieces by several threads.
 *
 * @param names of its columns; what they hold is said by `shape.kinds`
 * @returns how many rows there are; nothing where something is not regular, and then the Parquet file is of no use
 */
export async function parseColumns(
  from: string,
  to: string,
  columns: readonly { name: string; type: keyof typeof parquetTypes }[],
  shape: Shape,
  threads: number,
): Promise<number | undefined> {
  const shared = {
    turns: new Int32Array(new SharedArrayBuffer(8)),
    end: new BigInt64Array(new SharedArrayBuffer(8)),
  };
  const work: ParserWork = { from, to, shape, shared };
  const file = openSync(to, 'w');
  const source = openSync(from, 'r');
  try {
    placing(shared)(writeSync(file, magic));
    const parser = new ColumnParser(source, file, shape, placing(shared));
    const pieces = new Pieces();
    const count = Math.ceil(shape.bytes / shape.pieceBytes);
    if (count < 2 || threads < 2) {
      for (let next = taking(work); next !== undefined && pieces.mayGoOn; next = taking(work))
        pieces.add(parser.parse(next));
    } else await inThreads(Math.min(threads, count), work, pieces);
    const groups = pieces.mayGoOn && pieces.joined(count, (number, start) => parser.parse(number, start));
    if (!groups) return undefined;
    const end = footer(columns, groups);
    writeSync(file, end, 0, end.length, placing(shared)(end.length));
    return groups.reduce((sum, { rows }) => sum + rows, 0);
  } finally {
    closeSync(source);
    closeSync(file);
  }
}

/** Pieces as they come. */
class Pieces {
  readonly #pieces: Piece[] = [];
  /** Up to where the file is known to be regular, and the pieces that takes. */
  #end: number | undefined;
  #whole = 0;
  mayGoOn = true;

  add(piece: Piece): void {
    this.#pieces[piece.number] = piece;
    for (let next = this.#pieces[this.#whole]; next; next = this.#pieces[this.#whole]) {
      const isRight = this.#whole === 0 || next.start === this.#end;
      if (isRight && next.end === undefined) this.mayGoOn = false;
      if (!isRight || next.end === undefined) return; // it began within quotes, or is not regular
      this.#end = next.end;
      this.#whole += 1;
    }
  }

  /** The groups of all pieces in their order. @param again parses one that began at the wrong place */
  joined(count: number, again: (number: number, start: number) => Piece) {
    while (this.#whole < count && this.mayGoOn) this.add(again(this.#whole, this.#end ?? 0));
    return this.mayGoOn ? this.#pieces.flatMap(({ group }) => group ?? []) : undefined;
  }
}

/** Any thread that fails ends the others: what is wrong is said by the reading that follows. */
async function inThreads(count: number, work: ParserWork, pieces: Pieces): Promise<void> {
  const stop = () => Atomics.store(work.shared.turns, 1, 1);
  const threads = Array.from({ length: count }, () => {
    const worker = new Worker(new URL('./parser-thread.ts', import.meta.url), { workerData: work, execArgv: [] });
    const { promise, resolve } = Promise.withResolvers<void>();
    worker.on('message', (piece: Piece) => {
      pieces.add(piece);
      if (!pieces.mayGoOn) stop();
    });
    worker.on('error', () => {
      pieces.mayGoOn = false;
      stop();
    });
    worker.on('exit', () => resolve());
    return promise;
  });
  await Promise.all(threads);
}
