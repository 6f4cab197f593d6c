import type { FileHandle } from 'node:fs/promises';
import type { Kernels } from '../../kernels/kernels.ts';
import type { StoredColumn } from './stored-column.ts';

/** Bytes of values that are looked at in one round. */
const mostBytes = 96 * 2 ** 20;
const parts = 1024;

/** How many different values a column has, and those that come more than once, where they are few and doubles hold them. */
export type DistinctValues = { distinct: number; repeated: Float64Array | undefined };

/**
 * Counts a column's different values, to the last one: its values are parted by hash, and each part counted within a core's cache.
 *
 * @param options.repeated up to how many values are wanted that come more than once; where there are more, none are given
 */
export async function distinctValues(
  kernels: Kernels,
  file: FileHandle,
  { runs, isDouble, isDictionary }: StoredColumn,
  options: { repeated?: number; roundBytes?: number } = {},
): Promise<DistinctValues> {
  const { repeated: wanted = 0, roundBytes = mostBytes } = options;
  const { run } = kernels;
  const bytes = 8 * runs.reduce((sum, { values }) => sum + values, 0);
  const longest = 8 * runs.reduce((most, { values }) => Math.max(most, values), 0);
  const rounds = Math.min(2 ** 16, 2 ** Math.max(0, Math.ceil(Math.log2(bytes / roundBytes))));
  let repeated: bigint[] | undefined = wanted > 0 && !isDictionary ? [] : undefined;
  let distinct = 0;
  for (let round = 0; round < rounds; round++) {
    kernels.start();
    const page = kernels.take(longest);
    const places = kernels.take(4 * parts);
    const each = async (kernel: typeof run.countKeys) => {
      for (const { at, values } of runs) {
        await file.read(kernels.bytes, page, 8 * values, at);
        kernel(page, values, Number(isDouble), round, rounds, places);
      }
    };
    kernels.bytes.fill(0, places, places + 4 * parts);
    await each(run.countKeys);
    const counts = new Uint32Array(kernels.bytes.buffer, places, parts).slice();
    const largest = counts.reduce((most, count) => Math.max(most, count), 0);
    const bits = Math.max(4, Math.ceil(Math.log2(2 * largest + 1)));
    const [slots, seen, twice] = [kernels.take(8 * 2 ** bits), kernels.take(2 ** bits), kernels.take(8 * largest)];
    const keys = kernels.take(8 * counts.reduce((sum, count) => sum + count, 0));
    const starts = new Uint32Array(parts);
    for (let part = 1; part < parts; part++) starts[part] = starts[part - 1]! + counts[part - 1]!;
    new Uint32Array(kernels.bytes.buffer, places, parts).set(starts.map((start) => keys + 8 * start));
    await each(run.spreadKeys);
    for (const [part, count] of counts.entries()) {
      distinct += run.distinctKeys(keys + 8 * starts[part]!, count, slots, seen, bits, twice, largest);
      if (!repeated) continue;
      repeated.push(...new BigInt64Array(kernels.bytes.buffer, twice, run.repeatedKeys()));
      if (repeated.length > wanted) repeated = undefined;
    }
  }
  return { distinct, repeated: repeated && asDoubles(BigInt64Array.from(repeated), isDouble) };
}

/** Keys as the numbers that they stand for; nothing where one is none, or no double holds it. */
function asDoubles(keys: BigInt64Array, isDouble: boolean): Float64Array | undefined {
  const values = isDouble ? new Float64Array(keys.buffer) : Float64Array.from(keys, Number);
  return values.every((value) => (isDouble ? !Number.isNaN(value) : Number.isSafeInteger(value))) ? values : undefined;
}
