import { native } from '../../engine/native.ts';
import { type Backend, groupOf, join, joined, ProcessGroup } from '../collectives/process-group.ts';
import { distributedError, explained } from '../errors.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { PrefixStore, type Store, TCPStore } from './store.ts';

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
  const { rank, worldSize } = environment;
  const timeoutMs = checkTimeout(op, options.timeoutMs ?? 1_800_000);
  opening = true;
  try {
    const started = performance.now();
    const store = await openStore(environment, timeoutMs);
    const attempt = environment.agentStore ? new PrefixStore(`/worker/attempt_${environment.attempt}`, store) : store;
    // Python's names, so that ranks of both languages can meet.
    const shared = new PrefixStore('default_pg', attempt);
    const left = Math.max(1, Math.round(timeoutMs - (performance.now() - started)));
    const backend = options.backend ?? 'gloo';
    const ranks = Array.from({ length: worldSize }, (_, i) => i);
    const main = await openGroup(op, shared, { name: '0', backend, ranks, rank, timeoutMs }, left);
    join({ environment, store, shared, main, groups: new Set([main]), named: 1 });
    return main;
  } finally {
    opening = false;
  }
}

async function openStore(
  { rank, masterAddr, masterPort, agentStore }: Environment,
  timeoutMs: number,
): Promise<TCPStore> {
  const isServer = rank === 0 && !agentStore;
  try {
    return await TCPStore.connect(masterAddr, masterPort, { isServer, timeoutMs });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    if (isServer) throw error;
    throw distributedError(
      'initProcessGroup',
      `rank ${rank} did not reach ${agentStore ? "the launcher's store" : 'rank 0'} at ${masterAddr}:${masterPort} within ${timeoutMs} ms (${reason})`,
      'is rank 0 running, and do MASTER_ADDR and MASTER_PORT name its machine? Raise `timeoutMs` where it only starts late',
      error,
    );
  }
}

type Place = { name: string; backend: Backend; ranks: number[]; rank: number; timeoutMs: number };

const arrived = (name: string, rank: number) => `${name}/arrived/${rank}`;

async function openGroup(op: string, store: Store, place: Place, within: number): Promise<ProcessGroup> {
  const { name, backend, ranks, rank, timeoutMs } = place;
  await store.set(arrived(name, rank), '1');
  try {
    const id = await native.groupOpen(store._id, backend, rank, ranks.length, within, timeoutMs, name);
    return new ProcessGroup(id, store, place);
  } catch (error) {
    const missing = await absent(store, ranks, (_, i) => arrived(name, i));
    const failure = explained(op, error, 'set GLOO_SOCKET_IFNAME to the network interface to use');
    if (missing.length === 0 || !(failure instanceof Error)) throw failure;
    throw distributedError(
      op,
      `${ranks.length - missing.length} of ${ranks.length} ranks came within ${timeoutMs} ms; missing: rank ${missing.join(', ')}`,
      'look whether it was started, failed early or is slow to load; raise `timeoutMs` where it only starts late',
      error,
    );
  }
}

/** Ranks of which a key is not in the store; none where it does not answer. */
async function absent(
  store: Store,
  ranks: readonly number[],
  key: (rank: number, place: number) => string,
): Promise<number[]> {
  try {
    const there = await Promise.all(ranks.map((rank, i) => store.check([key(rank, i)])));
    return ranks.filter((_, i) => !there[i]);
  } catch {
    return [];
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
