import { noGrad } from '../../autograd/autograd.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { distributedError } from '../errors.ts';
import { type CollectiveOptions, collective } from './collectives.ts';
import { groupOf, type ProcessGroup } from './process-group.ts';

/** What `send` and `recv` take. */
export interface PointToPointOptions extends CollectiveOptions {
  /** Tells messages between the same two ranks apart; 0 by default. */
  tag?: number;
}

function peerOf(op: string, group: ProcessGroup, rank: number): number {
  const peer = group._place(op, rank);
  if (peer === group.rank) throw distributedError(op, `expected another rank, received this one, ${rank}`);
  return peer;
}

/**
 * Sends a tensor to a rank, which must call `recv` with one of the same shape and dtype.
 *
 * @example
 * await torch.distributed.send(x, 1);
 */
export async function send(tensor: Tensor, dst: number, options: PointToPointOptions = {}): Promise<void> {
  const group = groupOf('send', options.group);
  const inputs = [tensor.isContiguous() ? tensor : noGrad(() => tensor.contiguous())];
  await collective('send', {
    group,
    inputs,
    peer: peerOf('send', group, dst),
    tag: options.tag ?? 0,
    timeoutMs: options.timeoutMs,
  });
}

/**
 * Fills a tensor with what a rank sends; from whichever sends first where `src` is left out.
 * @returns the sender's rank
 * @example
 * const sender = await torch.distributed.recv(x, 0);
 */
export async function recv(tensor: Tensor, src?: number, options: PointToPointOptions = {}): Promise<number> {
  const group = groupOf('recv', options.group);
  if (!tensor.isContiguous())
    throw distributedError('recv', 'expected a contiguous tensor to fill', 'receive into torch.emptyLike(x) and copy');
  const peer = src === undefined ? -1 : peerOf('recv', group, src);
  const sender = await collective('recv', {
    group,
    outputs: [tensor],
    peer,
    tag: options.tag ?? 0,
    timeoutMs: options.timeoutMs,
  });
  return group.ranks[sender ?? peer] ?? peer;
}
