import { tensor } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { allGather, broadcast, type CollectiveOptions } from './collectives.ts';
import { groupOf, type ProcessGroup } from './process-group.ts';

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value) ?? 'null');
const decode = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

/** NCCL carries what is on a GPU, Gloo what is on the CPU. */
const carried = (bytes: Int32Array | Uint8Array, group: ProcessGroup): Tensor =>
  tensor(bytes, { device: group.backend === 'nccl' ? 'cuda' : 'cpu' }).keep();

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
  using length = carried(Int32Array.of(bytes.length), group);
  await broadcast(length, src, options);
  const count = length.item();
  using content = carried(mine ? bytes : new Uint8Array(count), group);
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
  const group = groupOf('allGatherObject', options.group);
  const bytes = encode(value);
  using length = carried(Int32Array.of(bytes.length), group);
  const counts = (await allGather(length, options)).map((count) => count.keep());
  const lengths = counts.map((count) => count.item());
  for (const count of counts) count.dispose();
  const padded = new Uint8Array(Math.max(...lengths));
  padded.set(bytes);
  using content = carried(padded, group);
  const parts = await allGather(content, options);
  return parts.map((part, i) => {
    const data = part.data() as Uint8Array; // as: uint8 above
    part.dispose();
    return decode(data.subarray(0, lengths[i])) as T; // as: what the others sent
  });
}
