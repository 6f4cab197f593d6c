import { randomInt } from 'node:crypto';
import type { GeneratorLike } from '../engine/generator-like.ts';
import { cells, native } from '../engine/native.ts';
import { TorchError } from '../errors.ts';
import { type Device, type DType, deviceCode, dtypes } from '../tensor/dtype.ts';
import { Tensor } from '../tensor/tensor.ts';
import { placeOf } from './device.ts';

/** Seeds the generators of every device. The same seed gives the same numbers as in PyTorch. */
export const manualSeed = (seed: number): void => {
  native.manualSeed(seed);
  latestSeed = seed;
};

let latestSeed: number | undefined;

/**
 * Seeds the generators of every device with a number that nobody can foresee, and returns it.
 *
 * @example
 * console.log(`seed ${torch.seed()}`); // write it down: manualSeed(it) gives the same numbers again
 */
export function seed(): number {
  const drawn = randomInt(2 ** 48 - 1); // a safe integer
  manualSeed(drawn);
  return drawn;
}

/** What the generators were last seeded with in this thread; undefined where nobody has. */
export const initialSeed = (): number | undefined => latestSeed;

/**
 * Makes floating tensors that are given no dtype of this one, as Python's `set_default_dtype`: for the whole process.
 *
 * @throws {TorchError} dtype — for a dtype that is not of floating numbers
 * @example
 * torch.setDefaultDtype('float64');
 */
export function setDefaultDtype(dtype: DType): void {
  const code = dtypes.code(dtype);
  if (!['float16', 'bfloat16', 'float32', 'float64'].includes(dtype))
    throw new TorchError('dtype', `setDefaultDtype: expected a dtype of floating numbers, received ${dtype}`);
  native.defaultDtype(code);
}

/** The dtype of floating tensors that are given none. */
export const getDefaultDtype = (): DType => dtypes.name(native.defaultDtype());

/** The state of the CPU's default generator: (5056,) uint8. */
export const getRngState = (): Tensor => new Tensor(native.generatorState(-1));
/** Puts the CPU's default generator back to a state that `getRngState` gave. */
export const setRngState = (state: Tensor): void => {
  native.generatorState(-1, state._live);
};

/** A source of random numbers of its own, for the `generator` option of what draws. */
export class Generator implements GeneratorLike {
  /** @internal */
  readonly _generator: number;

  constructor(device: Device = 'cpu') {
    const [type, index] = placeOf(device);
    this._generator = native.generator(type, index, true);
  }
  manualSeed(seed: number): this {
    native.seedGenerator(this._generator, seed);
    return this;
  }
  getState(): Tensor {
    return new Tensor(native.generatorState(this._generator));
  }
  setState(state: Tensor): void {
    native.generatorState(this._generator, state._live);
  }
}

/** How many threads one operator may use. */
export const getNumThreads = (): number => native.threads();
/** Sets how many threads one operator may use, for the whole process. */
export const setNumThreads = (count: number): void => {
  native.threads(count);
};

/** Makes operators that have no deterministic form raise an error, or with `warnOnly` warn. */
export const useDeterministicAlgorithms = (enabled: boolean, options: { warnOnly?: boolean } = {}): void => {
  native.deterministic(enabled, options.warnOnly ?? false);
};
/** Whether `useDeterministicAlgorithms` was switched on. */
export const areDeterministicAlgorithmsEnabled = (): boolean => native.deterministic();

/** How much of a float32's precision matrix products may give up for speed; see `setFloat32MatmulPrecision`. */
export type MatmulPrecision = 'highest' | 'high' | 'medium';

/**
 * What matrix products of float32 tensors may compute with on a GPU: 'highest' float32 itself (the default), 'high'
 * TF32, with 10 bits of mantissa, 'medium' bfloat16.
 */
export const setFloat32MatmulPrecision = (precision: MatmulPrecision): void => {
  native.matmulPrecision(precision);
};
/** What `setFloat32MatmulPrecision` last set. */
export const getFloat32MatmulPrecision = (): MatmulPrecision => native.matmulPrecision();

/** Live tensors of this thread, and bytes of the whole process's tensors on the CPU. */
export interface MemoryFigures {
  tensors: number;
  bytes: number;
  peakBytes: number;
  /** Freed blocks kept for the next allocation. */
  cachedBytes: number;
}

/**
 * What tensors hold now. A step that balances leaves `tensors` and `bytes` where they were.
 * @example
 * const { bytes, peakBytes } = torch.memory();
 */
export function memory(options: { resetPeak?: boolean } = {}): MemoryFigures {
  native.memory(options.resetPeak ?? false);
  return { tensors: cells[0]!, bytes: cells[1]!, peakBytes: cells[2]!, cachedBytes: cells[3]! };
}

/** Gives the blocks that wait for reuse back to the system; returns their bytes. */
export const emptyCache = (): number => native.emptyCache();

/**
 * Runs a synchronous function in mixed precision: operators that gain from it run in `dtype`, the others in float32.
 * @example
 * const loss = torch.autocast('cpu', { dtype: 'bfloat16' }, () => F.crossEntropy(model(x), y));
 */
export function autocast<T>(device: Device, options: { dtype?: DType; enabled?: boolean }, body: () => T): T {
  const [type] = deviceCode(device);
  const dtype = options.dtype ?? (device.startsWith('cuda') ? 'float16' : 'bfloat16');
  native.autocast(type);
  const [enabled, before, cache] = [cells[0] !== 0, cells[1]!, cells[2] !== 0];
  native.autocast(type, options.enabled ?? true, dtypes.code(dtype), true);
  try {
    const result = body();
    if (result instanceof Promise)
      throw new TorchError(
        'async',
        'autocast was given an asynchronous function; the mode would leak into other code',
        {
          hint: 'await first and wrap only the operators in autocast(…, () => …)',
        },
      );
    return result;
  } finally {
    native.autocast(type, enabled, before, cache);
  }
}

/** The version of the libtorch that is loaded. */
export const version = (): string => native.version();
/** How that libtorch was built and what it found. */
export const configuration = (): string => native.configuration();
