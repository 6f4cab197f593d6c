import type { DistributedNative } from '../distributed/native.ts';
import { TorchError, type TorchErrorCode } from '../errors.ts';
import { loadAddon } from './load-addon.ts';

/** One argument of an operator's schema, as the addon describes it. */
export interface ArgumentSchema {
  name: string;
  type: string;
  kind: number;
  fixed: number;
  optional: boolean;
  hasDefault: boolean;
  keyword: boolean;
  written: boolean;
}

export interface OverloadSchema {
  index: number;
  overload: string;
  arguments: ArgumentSchema[];
  returns: { kind: number; name: string; type: string; alias: number }[];
}

/** One operator that ran: times in microseconds of a monotonic clock. */
export interface ProfilerEvent {
  name: string;
  /** The tensors it took, as `[64, 10] float32; …`; empty where shapes were not asked for. */
  shapes: string;
  start: number;
  end: number;
  thread: number;
  backward: boolean;
}

interface ObservedTensor {
  shape: number[];
  dtype: number;
  bytes: number;
}

/**
 * Which part of c10d failed: the network between the ranks, the store that they share, a backend such as NCCL, or the group
 * itself. The addon tells it by the type of the exception.
 */
export type Origin = 'network' | 'store' | 'backend' | 'group';

/** The addon's functions; tensors are named by number, lists travel in `cells`. See native/*.cc for each. */
export interface Native extends DistributedNative {
  start(
    cells: ArrayBuffer,
    onMove: (cells: ArrayBuffer) => void,
    makeError: (code: TorchErrorCode, message: string, origin?: Origin) => TorchError,
  ): void;
  call(): void;
  resolve(name: string): OverloadSchema[];
  names(): string[];
  schemas(name: string): string[];
  intern(text: string): number;
  reserve(count: number, used: number): void;
  fromMemory(array: ArrayBufferView | ArrayBuffer, dtype: number, ndim: number, copy: boolean): number;
  read(handle: number, array: ArrayBufferView): void;
  item(handle: number): void;
  shape(handle: number): number;
  stride(handle: number): number;
  facts(handle: number): void;
  free(count: number): void;
  adopt(object: object, handle: number): void;
  alias(handle: number): number;
  same(a: number, b: number): boolean;
  share(handle: number): number;
  receive(ticket: number): number;
  setData(target: number, source: number): void;
  mapFile(path: string): number;
  slice(bytes: number, offset: number, dtype: number, ndim: number): number;
  /** `alive`: what must not be collected meanwhile. */
  backward(roots: number, inputs: number, retain: boolean, create: boolean, alive: unknown): void;
  grad(roots: number, inputs: number, retain: boolean, create: boolean, allowUnused: boolean, alive: unknown): void;
  setRequiresGrad(handle: number, value: boolean): void;
  setGradient(handle: number, gradient: number): void;
  gradients(count: number): void;
  zeroGradients(count: number, drop: boolean): void;
  gradientFunction(handle: number): string;
  retainGradient(handle: number): void;
  addHook(handle: number, hook: () => void): number;
  removeHook(handle: number, hook: number): void;
  holdCallback(number: number): void;
  setPostAccumulateHook(handle: number, hook: (() => void) | null): void;
  attach(name: string, backward: () => void, inputs: number, outputs: number, saved: number, alive: unknown): number;
  gradMode(enabled?: boolean): boolean;
  /** Leaves what it was in the cells: enabled, checkNan. */
  anomaly(enabled?: boolean, checkNan?: boolean): void;
  pushVmap(examples: number, randomness: number): number;
  pushGrad(): number;
  popLevel(): void;
  pushForward(): number;
  popForward(): void;
  batch(handle: number, dim: number, level: number): number;
  unbatch(handle: number, dim: number, level: number, examples: number): number;
  track(handle: number, level: number, differentiate: boolean): number;
  untrack(handle: number, level: number): number;
  enterInference(enabled: boolean): void;
  leaveInference(): void;
  isInference(): boolean;
  autocast(device: number, enabled?: boolean, dtype?: number, cache?: boolean): void;
  deterministic(enabled?: boolean, warnOnly?: boolean): boolean;
  manualSeed(seed: number): void;
  matmulPrecision(precision?: string): 'highest' | 'high' | 'medium';
  defaultDtype(code?: number): number;
  cudnnTf32(allowed?: boolean): boolean;
  cudnnBenchmark(enabled?: boolean): boolean;
  generator(deviceType: number, deviceIndex: number, own: boolean): number;
  seedGenerator(generator: number, seed: number): void;
  generatorState(generator: number, state?: number): number;
  threads(count?: number): number;
  watchCores(): void;
  crowded(choice?: boolean): boolean;
  /** The first `count` cells, shares of waiting in one look each, become 1 where threads sleep after it, else 0. */
  judge(count: number): void;
  version(): string;
  configuration(): string;
  capability(): string;
  loadLibrary(path: string): void;
  cudaDevices(): number;
  currentDevice(deviceType: number, deviceIndex: number): number;
  synchronize(deviceType: number, deviceIndex: number): void;
  deviceName(deviceType: number, deviceIndex: number): string;
  deviceMemory(deviceType: number, deviceIndex: number, resetPeak: boolean): void;
  emptyDeviceCache(deviceType: number, deviceIndex: number): void;
  mark(deviceType: number, deviceIndex: number): number;
  reached(event: number): boolean;
  memory(resetPeak?: boolean): void;
  emptyCache(): number;
  profileStart(shapes: boolean, limit: number): void;
  profileStop(): ProfilerEvent[];
  observe(observer: ((name: string, inputs: ObservedTensor[], outputs: ObservedTensor[]) => void) | null): void;
}

export const native = loadAddon() as Native; // as: the interface above is what native/*.cc exports

/** The command buffer: arguments of a call, then its results. It moves when it grows, so never keep it in a variable. */
export let cells: Float64Array;
/** The same memory as 64-bit integers. */
export let integers: BigInt64Array;

function attach(buffer: ArrayBuffer): void {
  cells = new Float64Array(buffer);
  integers = new BigInt64Array(buffer);
}

const initial = new ArrayBuffer(8 * 4096);
attach(initial);

let latest: TorchError | undefined;

/** @internal Whether the addon made this error, and nobody has said yet which operator it is of. */
export const isBare = (error: unknown): error is TorchError => error !== undefined && error === latest;

native.start(initial, attach, (code, message, origin) => {
  latest = new TorchError(code, message, origin && { fields: { origin } });
  return latest;
});
