// The body of a thread: counts the different values of columns, one after the other.
import { open } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { Kernels } from '../../kernels/kernels.ts';
import type { CountingWork } from './count-columns.ts';
import { distinctValues } from './distinct-values.ts';

const { path, columns, repeated, turns } = workerData as CountingWork; // as: count-columns.ts gives nothing else
await using file = await open(path);
const kernels = new Kernels();
for (let next = Atomics.add(turns, 0, 1); next < columns.length; next = Atomics.add(turns, 0, 1)) {
  const found = await distinctValues(kernels, file, columns[next]!, { repeated });
  parentPort!.postMessage({ column: next, found });
}
