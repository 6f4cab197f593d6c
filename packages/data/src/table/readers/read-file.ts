import type { TableEngine } from '../engine.ts';
import { formatOf, readerOf, startOf } from './format.ts';
import type { Format } from './index.ts';
import type { ReadingOptions } from './options.ts';
import { packing, unpacked } from './packed/unpack.ts';
import type { Read } from './read.ts';

/** Reads one file, unpacked first where it is packed. */
export async function readPlain(
  engine: TableEngine,
  path: string,
  options: ReadingOptions & { format?: Format },
): Promise<{ format: Format; read: Read }> {
  const start = await startOf(path);
  const plain = await unpacked(engine, path, start);
  const format = options.format ?? (await formatOf(plain?.path ?? path, plain?.name));
  const read = await readerOf(format).read(engine, plain?.path ?? path, options);
  if (!plain) return { format, read };
  const message = `it is packed with ${packing(start)}: unpacked`;
  return { format, read: { ...read, notes: [{ kind: 'compressed', count: 1, message, items: [] }, ...read.notes] } };
}
