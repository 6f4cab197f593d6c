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
} from './collectives/collectives.ts';
export { allGatherObject, broadcastObject } from './collectives/objects.ts';
export { type PointToPointOptions, recv, send } from './collectives/point-to-point.ts';
export {
  type Backend,
  getLocalRank,
  getRank,
  getWorldSize,
  isInitialized,
  type ProcessGroup,
} from './collectives/process-group.ts';
export { type DataParallelOptions, DistributedDataParallel } from './data-parallel.ts';
export { type Environment, readEnvironment } from './start/environment.ts';
export { destroyProcessGroup, type InitOptions, initProcessGroup, newGroup } from './start/init.ts';
export { type LaunchOptions, launch } from './start/launch.ts';
export { PrefixStore, type Store, TCPStore, type TCPStoreOptions } from './start/store.ts';
