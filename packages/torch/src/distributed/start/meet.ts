import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { native } from '../../engine/native.ts';
import { type Backend, ProcessGroup } from '../collectives/process-group.ts';
import { distributedError, explained, isCommunication } from '../errors.ts';
import type { Environment } from './environment.ts';
import { PrefixStore, type Store, TCPStore } from './store.ts';

const AGAIN_MS = 50; // between two connections to a store that closes

let left = ''; // the word that this thread left in the store of the job it joined last

/** @internal What a rank has once all have come. */
export interface Met {
  store: TCPStore;
  shared: Store;
  main: ProcessGroup;
}

/**
 * @internal Connects to the store and opens the group of all ranks.
 *
 * A job that is left and joined again on the same port meets the old store while it closes: it takes a connection and breaks it,
 * or answers yet, with the keys of the ranks that were. So ranks that do not serve the store leave one that breaks, or that
 * holds their own word of the last time, and connect again for as long as there is time.
 */
export async function meet(environment: Environment, backend: Backend, timeoutMs: number): Promise<Met> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const within = Math.max(1, Math.round(end - performance.now()));
    const met = await attempt(environment, backend, timeoutMs, within);
    if (!(met instanceof Again)) return met;
    if (performance.now() + AGAIN_MS >= end) throw met.failure;
    await sleep(AGAIN_MS);
  }
}

/** That the store is to be connected to again, and what to say where there is no time left. */
class Again {
  failure: unknown;
  constructor(failure: unknown) {
    this.failure = failure;
  }
}

async function attempt(
  environment: Environment,
  backend: Backend,
  timeoutMs: number,
  within: number,
): Promise<Met | Again> {
  const op = 'initProcessGroup';
  const { rank, worldSize, agentStore } = environment;
  const end = performance.now() + within;
  const waits = rank > 0 && !agentStore; // another rank serves the store, anew for each job
  let store: TCPStore;
  try {
    store = await openStore(environment, within, timeoutMs);
  } catch (error) {
    if (waits && isCommunication(error)) return new Again(error);
    throw error;
  }
  const attempted = agentStore ? new PrefixStore(`/worker/attempt_${environment.attempt}`, store) : store;
  // Python's names, so that ranks of both languages can meet.
  const shared = new PrefixStore('default_pg', attempted);
  const closed = async (failure: unknown) => {
    await Promise.all([shared.close(), store.close()]);
    return new Again(failure);
  };
  try {
    if (waits && (await isLeft(shared, arrived('0', rank))))
      return await closed(
        distributedError(
          op,
          `the store at ${environment.masterAddr}:${environment.masterPort} is still that of the job that rank ${rank} left; rank 0 served no other within ${timeoutMs} ms`,
          'every rank, rank 0 too, must leave the job before it is joined again',
        ),
      );
    const ranks = Array.from({ length: worldSize }, (_, i) => i);
    const token = randomUUID();
    const place = { name: '0', backend, ranks, rank, timeoutMs };
    const main = await openGroup(op, shared, place, Math.max(1, Math.round(end - performance.now())), token);
    left = token;
    return { store, shared, main };
  } catch (error) {
    const gone = waits && !(await answers(store));
    const again = await closed(error);
    if (gone) return again;
    throw error;
  }
}

/** Whether a key holds this thread's word of the last time. */
async function isLeft(store: Store, key: string): Promise<boolean> {
  return left !== '' && (await store.check([key])) && (await store.get(key)).toString() === left;
}

async function answers(store: Store): Promise<boolean> {
  return store.numKeys().then(
    () => true,
    () => false,
  );
}

async function openStore(
  { rank, masterAddr, masterPort, agentStore }: Environment,
  within: number,
  timeoutMs: number,
): Promise<TCPStore> {
  const isServer = rank === 0 && !agentStore;
  try {
    return await TCPStore.connect(masterAddr, masterPort, { isServer, timeoutMs: within });
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

/** @internal Opens a group: every rank of it leaves word in the store, and waits `within` milliseconds for the others. */
export async function openGroup(
  op: string,
  store: Store,
  place: Place,
  within: number,
  token = '1',
): Promise<ProcessGroup> {
  const { name, backend, ranks, rank, timeoutMs } = place;
  await store.set(arrived(name, rank), token);
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
