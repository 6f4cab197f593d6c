import { distributedError } from '../errors.ts';
import type { Environment } from '../start/environment.ts';
import type { Store, TCPStore } from '../start/store.ts';

/** How tensors travel: `gloo` over TCP from the CPU, `nccl` between NVIDIA GPUs. */
export type Backend = 'gloo' | 'nccl';

/** Ranks that make collective calls together. */
export class ProcessGroup {
  readonly name: string;
  readonly backend: Backend;
  /** The members' ranks in the whole job, in order. */
  readonly ranks: readonly number[];
  /** This process's place among them. */
  readonly rank: number;
  /** Milliseconds that a collective may take, unless it says otherwise. */
  readonly timeoutMs: number;
  /** @internal The addon's number for it; 0 once it is destroyed. */
  _id: number;
  /** @internal Where ranks leave word of what failed. */
  readonly _store: Store;
  /** @internal How many collectives were called. */
  _calls = 0;

  /** @internal Made by `initProcessGroup` and `newGroup`. */
  constructor(
    id: number,
    store: Store,
    at: { name: string; backend: Backend; ranks: number[]; rank: number; timeoutMs: number },
  ) {
    this._id = id;
    this._store = store;
    this.name = at.name;
    this.backend = at.backend;
    this.ranks = at.ranks;
    this.rank = at.rank;
    this.timeoutMs = at.timeoutMs;
  }

  get size(): number {
    return this.ranks.length;
  }

  /** @internal The place in this group of a rank of the job. */
  _place(op: string, rank: number): number {
    const place = this.ranks.indexOf(rank);
    if (place < 0)
      throw distributedError(op, `expected one of the group's ranks ${this.ranks.join(', ')}, received ${rank}`);
    return place;
  }
}

/** @internal The job that this process has joined. */
export interface World {
  readonly environment: Environment;
  readonly store: TCPStore;
  readonly shared: Store;
  readonly main: ProcessGroup;
  readonly groups: Set<ProcessGroup>;
  /** How many groups were named. */
  named: number;
}

let world: World | undefined;

/** @internal */
export const joined = (): World | undefined => world;

/** @internal */
export function join(next: World | undefined): void {
  world = next;
}

/** @internal The group to use: the one given, or all ranks. */
export function groupOf(op: string, group: ProcessGroup | null | undefined): ProcessGroup {
  if (group === null) throw distributedError(op, 'this rank is no member of the group', 'only members may call it');
  const found = group ?? world?.main;
  if (!found)
    throw distributedError(op, 'this process has not joined a job', 'await torch.distributed.initProcessGroup() first');
  if (found._id === 0) throw distributedError(op, `the process group '${found.name}' was destroyed`);
  return found;
}

/** Whether `initProcessGroup` has succeeded and `destroyProcessGroup` was not called since. */
export const isInitialized = (): boolean => world !== undefined;

/** This process's rank in the group, or in the whole job. */
export const getRank = (group?: ProcessGroup): number => groupOf('getRank', group).rank;

/** How many ranks the group, or the whole job, has. */
export const getWorldSize = (group?: ProcessGroup): number => groupOf('getWorldSize', group).size;

/** This process's rank on its machine: which GPU to take. */
export function getLocalRank(): number {
  groupOf('getLocalRank', undefined);
  return world?.environment.localRank ?? 0;
}
