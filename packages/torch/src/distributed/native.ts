/** The addon's part for distributed computing: see native/distributed.cc. Stores, groups and reducers go by number. */
export interface DistributedNative {
  storeOpen(host: string, port: number, server: boolean, workers: number, timeoutMs: number): Promise<number>;
  storePrefix(prefix: string, store: number): number;
  storePort(store: number): number;
  storeClose(store: number): Promise<void>;
  storeCall(
    store: number,
    operation: StoreOperation,
    keys: readonly string[],
    value?: Uint8Array | number,
    expected?: Uint8Array,
    timeoutMs?: number,
  ): Promise<unknown>;
  groupOpen(
    store: number,
    backend: string,
    rank: number,
    size: number,
    within: number,
    timeoutMs: number,
    name: string,
  ): Promise<number>;
  groupClose(group: number): Promise<void>;
  collective(
    group: number,
    kind: Collective,
    reduceOp: number,
    peer: number,
    tag: number,
    timeoutMs: number,
    inputs: number,
    outputs: number,
  ): Promise<number | undefined>;
  monitoredBarrier(group: number, timeoutMs: number): Promise<void>;
  syncModel(group: number, parameters: number, all: number, root: number): Promise<void>;
  syncBuffers(group: number, count: number, root: number): void;
  sumNow(group: number): void;
  reducerOpen(
    group: number,
    names: readonly string[],
    sparse: readonly string[],
    findUnused: boolean,
    gradientsAreViews: boolean,
    bucketBytes: number,
    firstBucketBytes: number,
  ): number;
  reducerForward(reducer: number, synchronize: boolean): void;
  reducerBackward(reducer: number, outputs: number): void;
  reducerClose(reducer: number): void;
}

export type StoreOperation = 'set' | 'get' | 'add' | 'wait' | 'check' | 'deleteKey' | 'compareSet' | 'numKeys';

export type Collective =
  | 'allReduce'
  | 'broadcast'
  | 'reduce'
  | 'allGather'
  | 'gather'
  | 'scatter'
  | 'reduceScatter'
  | 'allToAll'
  | 'barrier'
  | 'send'
  | 'recv';
