import { isUtf8 } from 'node:buffer';
import { rm } from 'node:fs/promises';
import { Kernels } from '../../../kernels/kernels.ts';
import type { TableEngine } from '../../engine.ts';
import type { Dialect } from '../../text/sniff-csv.ts';
import { openFile } from '../../text/text-file.ts';
import type { CellType } from '../../text/values.ts';
import type { ReadingOptions } from '../options.ts';
import { cellKinds } from './column-parser.ts';
import { type CsvSource, load } from './load.ts';
import { parseColumns } from './parse-columns.ts';

const chunkBytes = 4 * 2 ** 20;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
/** Bytes that a thread reads in one go. */
const pieceBytes = 8 * 2 ** 20;

/** What is read as its type where every cell is written plainly; other types are proven cell by cell. */
const kinds: Partial<Record<CellType, number>> = cellKinds;

/** Whether a file that may be regular is written so that its regularity can be looked at. */
export function mayBeRegular(dialect: Dialect, { encoding }: ReadingOptions): boolean {
  const { delimiter, quote, escaping, newline, above, comment, columns } = dialect;
  const isByte = (text: string) => text.length === 1 && text < '\x7f' && !/[\w.+-]/.test(text); // nor part of a number
  const isPlain = isByte(delimiter) && isByte(quote) && escaping === quote && delimiter !== quote;
  const isWhole = columns.length > 1 && above.bytes === 0 && comment === undefined;
  return isPlain && isWhole && (newline === '\\n' || newline === '\\r\\n') && /^(utf-?8)?$/i.test(encoding ?? '');
}

/**
 * Loads a file that is regular through and through: UTF-8, every record complete, quotes in pairs, and in columns of numbers
 * nothing but plain numbers. Where it is not so, nothing is kept.
 *
 * Text and numbers are read by loops of our own; other types by DuckDB, beside which the file's regularity is looked at.
 *
 * @returns whether it was loaded
 */
export async function loadRegular(
  engine: TableEngine,
  table: string,
  source: CsvSource,
  pieces = pieceBytes,
): Promise<boolean> {
  const isOwn = source.dialect.columns.every(({ type }) => type in cellKinds);
  const isLoaded = isOwn ? await parse(engine, table, source, pieces) : await loadBeside(engine, table, source);
  if (!isLoaded) await rm(table, { force: true });
  return isLoaded;
}

async function parse(engine: TableEngine, table: string, source: CsvSource, pieces: number): Promise<boolean> {
  const { from, maxLine, dialect } = source;
  const { columns, delimiter, quote, newline, header } = dialect;
  await using file = await openFile(from);
  const head = Buffer.alloc(3);
  await file.read(head, 0, 3, 0);
  const shape = {
    bytes: (await file.stat()).size,
    begins: head.equals(byteOrderMark) ? 3 : 0,
    pieceBytes: pieces,
    kinds: columns.map(({ type }) => kinds[type] ?? cellKinds.VARCHAR),
    ...{ delimiter: delimiter.charCodeAt(0), quote: quote.charCodeAt(0), isCarriage: newline === '\\r\\n' },
    ...{ header, maxLine },
  };
  const typed = columns.map(({ name, type }) => ({ name, type: type as keyof typeof cellKinds })); // as: all are, or DuckDB reads
  // What fails is said by the reading that follows.
  return (await parseColumns(from, table, typed, shape, engine.threads).catch(() => undefined)) !== undefined;
}

async function loadBeside(engine: TableEngine, table: string, source: CsvSource): Promise<boolean> {
  const looking = isRegular(source).then((regular) => {
    if (!regular) engine.interrupt();
    return regular;
  });
  const [regular, loaded] = await Promise.all([
    looking,
    load(engine, table, { ...source, isProven: true }).catch(() => undefined), // what is wrong is said by the reading that follows
  ]);
  return regular && loaded?.how === 'loaded' && loaded.rejects.length === 0;
}

async function isRegular({ from, dialect, maxLine }: CsvSource): Promise<boolean> {
  const { columns, delimiter, quote, newline, header } = dialect;
  await using file = await openFile(from);
  const kernels = new Kernels();
  const kindsAt = kernels.put(Uint8Array.from(columns, ({ type }) => kinds[type] ?? 0));
  const data = kernels.take(chunkBytes);
  let kept = 0; // bytes of a record that the chunk's end cut, at the beginning
  for (let at = 0; ; ) {
    const { bytesRead } = await file.read(kernels.bytes, data + kept, chunkBytes - kept, at);
    const isLast = bytesRead === 0;
    const chunk = kernels.bytes.subarray(data, data + kept + bytesRead);
    const fresh = chunk.subarray(kept);
    if (fresh.includes(0)) return false;
    const taken = kernels.run.regularRecords(
      ...[data, chunk.length, Number(isLast), chunk.length, kindsAt, columns.length],
      ...[delimiter.charCodeAt(0), quote.charCodeAt(0), Number(newline === '\\r\\n')],
      ...[Number(header && at === 0), maxLine, 0],
    );
    if (taken < 0 || (taken === 0 && chunk.length === chunkBytes)) return false;
    if (!isUtf8(chunk.subarray(0, taken))) return false;
    if (isLast) return taken === chunk.length;
    at += bytesRead;
    kept = chunk.length - taken;
    chunk.copyWithin(0, taken);
  }
}
