import { open } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { Kernels } from '../../kernels/kernels.ts';
import { type DistinctValues, distinctValues } from './distinct-values.ts';
import type { StoredColumn } from './stored-column.ts';

/** What a thread is given: columns of a file, of which it takes the next until none is left. */
export type CountingWork = {
  path: string;
  columns: readonly StoredColumn[];
  repeated: number;
  turns: Int32Array;
};

/** Values of all columns from which threads are worth their start. */
const mostAlone = 2_000_000;
/** Each thread holds about 200 MB. */
const mostThreads = 2;

/**
 * The different values of several columns of one file.
 *
 * @param repeated up to how many values of a column are wanted that come more than once
 */
export async function countColumns(
  path: string,
  columns: readonly StoredColumn[],
  repeated: number,
  threads: number,
): Promise<DistinctValues[]> {
  const values = columns.reduce((sum, { runs }) => sum + runs.reduce((own, run) => own + run.values, 0), 0);
  const count = Math.min(mostThreads, threads, columns.length);
  if (values > mostAlone && count > 1) return inThreads(count, { path, columns, repeated, turns: turns() });
  await using file = await open(path);
  const kernels = new Kernels();
  const out: DistinctValues[] = [];
  for (const column of columns) out.push(await distinctValues(kernels, file, column, { repeated }));
  return out;
}

const turns = () => new Int32Array(new SharedArrayBuffer(4));

async function inThreads(count: number, work: CountingWork): Promise<DistinctValues[]> {
  const out: DistinctValues[] = [];
  const threads = Array.from({ length: count }, () => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const worker = new Worker(new URL('./count-thread.ts', import.meta.url), { workerData: work, execArgv: [] });
    worker.on('message', ({ column, found }: { column: number; found: DistinctValues }) => {
      out[column] = found;
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve());
    return promise;
  });
  await Promise.all(threads);
  return out;
}
