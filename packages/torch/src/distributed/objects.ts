import { fromTypedArray, zeros } from '../create.ts';
import { allGather, broadcast, type CollectiveOptions } from './collectives.ts';
import { groupOf } from './process-group.ts';

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value) ?? 'null');
const decode = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

/**
 * Sends a JSON value of one rank to every other.
 *
 * @example
 * const runId = await torch.distributed.broadcastObject(rank === 0 ? newId() : null, 0);
 */
export async function broadcastObject<T>(value: T, src: number, options: CollectiveOptions = {}): Promise<T> {
  const group = groupOf('broadcastObject', options.group);
  const bytes = encode(value);
  const mine = group._place('broadcastObject', src) === group.rank;
  using length = fromTypedArray(Int32Array.of(bytes.length), [1]).keep();
  await broadcast(length, src, options);
  const count = length.item();
  using content = (mine ? fromTypedArray(bytes, [count]) : zeros([count], { dtype: 'uint8' })).keep();
  await broadcast(content, src, options);
  return mine ? value : (decode(content.data() as Uint8Array) as T); // as: uint8 above; what the source sent
}

/**
 * The JSON values of all ranks, in their order, on every rank.
 *
 * @example
 * const hosts = await torch.distributed.allGatherObject(os.hostname());
 */
export async function allGatherObject<T>(value: T, options: CollectiveOptions = {}): Promise<T[]> {
  const bytes = encode(value);
  using length = fromTypedArray(Int32Array.of(bytes.length), [1]).keep();
  const counts = (await allGather(length, options)).map((count) => count.keep());
  const lengths = counts.map((count) => count.item());
  for (const count of counts) count.dispose();
  const padded = new Uint8Array(Math.max(...lengths));
  padded.set(bytes);
  using content = fromTypedArray(padded, [padded.length]).keep();
  const parts = await allGather(content, options);
  return parts.map((part, i) => {
    const data = part.data() as Uint8Array; // as: uint8 above
    part.dispose();
    return decode(data.subarray(0, lengths[i])) as T; // as: what the others sent
  });
}
