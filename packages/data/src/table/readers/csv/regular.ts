import { isUtf8 } from 'node:buffer';
import { rm } from 'node:fs/promises';
import { Kernels } from '../../../kernels/kernels.ts';
import type { TableEngine } from '../../engine.ts';
import type { Dialect } from '../../text/sniff-csv.ts';
import { openFile } from '../../text/text-file.ts';
import type { CellType } from '../../text/values.ts';
import type { ReadingOptions } from '../options.ts';
import { type CsvSource, load } from './load.ts';

const chunkBytes = 4 * 2 ** 20;

/** What DuckDB may read as its type, where every cell is written plainly; other types are proven cell by cell. */
const kinds: Partial<Record<CellType, number>> = { BIGINT: 1, DOUBLE: 2 };

/** Whether a file that may be regular is written so that its regularity can be looked at. */
export function mayBeRegular(dialect: Dialect, { encoding }: ReadingOptions): boolean {
  const { delimiter, quote, escaping, newline, above, comment, columns } = dialect;
  const isByte = (text: string) => text.length === 1 && text < '\x7f';
  const isPlain = isByte(delimiter) && isByte(quote) && escaping === quote && delimiter !== quote;
  const isWhole = columns.length > 1 && above.bytes === 0 && comment === undefined;
  return isPlain && isWhole && (newline === '\\n' || newline === '\\r\\n') && /^(utf-?8)?$/i.test(encoding ?? '');
}

/**
 * Loads a file that is regular through and through: UTF-8, every record complete, quotes in pairs, and in columns of numbers
 * nothing but plain numbers. That is looked at while DuckDB reads; where it is not so, nothing is kept.
 *
 * @returns whether it was loaded
 */
export async function loadRegular(engine: TableEngine, table: string, source: CsvSource): Promise<boolean> {
  const looking = isRegular(source).then((regular) => {
    if (!regular) engine.interrupt();
    return regular;
  });
  const [regular, loaded] = await Promise.all([
    looking,
    load(engine, table, { ...source, isProven: true }).catch(() => undefined), // what is wrong is said by the reading that follows
  ]);
  if (regular && loaded?.how === 'loaded' && loaded.rejects.length === 0) return true;
  await rm(table, { force: true });
  return false;
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
      ...[data, chunk.length, Number(isLast), kindsAt, columns.length],
      ...[delimiter.charCodeAt(0), quote.charCodeAt(0), Number(newline === '\\r\\n')],
      ...[Number(header && at === 0), maxLine],
    );
    if (taken < 0 || (taken === 0 && chunk.length === chunkBytes)) return false;
    if (!isUtf8(chunk.subarray(0, taken))) return false;
    if (isLast) return taken === chunk.length;
    at += bytesRead;
    kept = chunk.length - taken;
    chunk.copyWithin(0, taken);
  }
}
