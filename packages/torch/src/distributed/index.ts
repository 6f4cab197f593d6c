/** Training on several processes and machines: c10d's stores, groups, collectives and data parallelism. */
export {
  allGather,
  allReduce,
  allToAll,
  barrier,
  broadcast,
  type CollectiveOptions,
  gather,
  monitoredBarrier,
  type ReduceOp,
  type ReduceOptions,
  reduce,
  reduceScatter,
  scatter,
} from './collectives.ts';
export { type DataParallelOptions, DistributedDataParallel } from './data-parallel.ts';
export { type Environment, readEnvironment } from './environment.ts';
export { destroyProcessGroup, type InitOptions, initProcessGroup, newGroup } from './init.ts';
export { type LaunchOptions, launch } from './launch.ts';
export { allGatherObject, broadcastObject } from './objects.ts';
export { type PointToPointOptions, recv, send } from './point-to-point.ts';
export {
  type Backend,
  getLocalRank,
  getRank,
  getWorldSize,
  isInitialized,
  type ProcessGroup,
} from './process-group.ts';
export { PrefixStore, type Store, TCPStore, type TCPStoreOptions } from './store.ts';
