import { native } from '../../engine/native.ts';
import { type Backend, groupOf, join, joined, type ProcessGroup } from '../collectives/process-group.ts';
import { distributedError } from '../errors.ts';
import { readEnvironment } from './environment.ts';
import { meet, openGroup } from './meet.ts';

let opening = false;

/** What `initProcessGroup` takes; what is left out comes from the environment. */
export interface InitOptions {
  /** `gloo` by default. */
  backend?: Backend;
  /** Milliseconds that the ranks may take to arrive, and then a collective to finish; 1,800,000 by default. */
  timeoutMs?: number;
  rank?: number;
  worldSize?: number;
  masterAddr?: string;
  masterPort?: number;
}

function checkTimeout(op: string, timeoutMs: number): number {
  if (Number.isInteger(timeoutMs) && timeoutMs > 0 && timeoutMs <= 2 ** 31 - 1) return timeoutMs;
  throw distributedError(op, `expected a timeout in whole milliseconds, received ${timeoutMs}`);
}

/**
 * Joins the job that `torchrun` or `launch` started: waits until every rank has come.
 *
 * @throws {TorchError} distributed — for a wrong environment, or naming the ranks that did not come within `timeoutMs`
 * @example
 * const { rank, size } = await torch.distributed.initProcessGroup({ timeoutMs: 60_000 });
 */
export async function initProcessGroup(options: InitOptions = {}): Promise<ProcessGroup> {
  const op = 'initProcessGroup';
  if (joined() || opening)
    throw distributedError(op, 'this process has joined already', 'call destroyProcessGroup() first');
  const environment = readEnvironment(options);
  const timeoutMs = checkTimeout(op, options.timeoutMs ?? 1_800_000);
  opening = true;
  try {
    const { store, shared, main } = await meet(environment, options.backend ?? 'gloo', timeoutMs);
    join({ environment, store, shared, main, groups: new Set([main]), named: 1 });
    return main;
  } finally {
    opening = false;
  }
}

/**
 * A group of some of the ranks. Every rank of the job must call it, members or not, in the same order.
 * @returns null where this rank is not a member
 * @example
 * const even = await torch.distributed.newGroup([0, 2]);
 * if (even) await torch.distributed.allReduce(x, { group: even });
 */
export async function newGroup(
  ranks: readonly number[],
  options: { timeoutMs?: number } = {},
): Promise<ProcessGroup | null> {
  const op = 'newGroup';
  const main = groupOf(op, undefined);
  const world = joined();
  if (!world) throw distributedError(op, 'this process has not joined a job');
  const sorted = [...new Set(ranks)].sort((a, b) => a - b);
  if (sorted.length === 0 || sorted.length !== ranks.length)
    throw distributedError(op, 'expected different ranks, at least one');
  for (const rank of sorted) main._place(op, rank);
  const name = String(world.named++);
  const rank = sorted.indexOf(main.rank);
  if (rank < 0) return null;
  const timeoutMs = checkTimeout(op, options.timeoutMs ?? main.timeoutMs);
  const group = await openGroup(
    op,
    world.shared,
    { name, backend: main.backend, ranks: sorted, rank, timeoutMs },
    timeoutMs,
  );
  world.groups.add(group);
  return group;
}

/**
 * Leaves a group, or the job with all its groups. Await what is in flight before.
 * @example
 * await torch.distributed.destroyProcessGroup();
 */
export async function destroyProcessGroup(group?: ProcessGroup): Promise<void> {
  const found = groupOf('destroyProcessGroup', group);
  const left = joined();
  if (!left) return;
  const all = found === left.main;
  const closing = all ? [...left.groups] : [found];
  if (all) join(undefined);
  await Promise.all(
    closing.map((closed) => {
      const id = closed._id;
      closed._id = 0;
      left.groups.delete(closed);
      return id === 0 ? undefined : native.groupClose(id);
    }),
  );
  if (all) await Promise.all([left.shared.close(), left.store.close()]);
}
