import { isGradEnabled } from '../autograd/autograd.ts';
import { cells, native } from '../engine/native.ts';
import { Module } from '../nn/module/module.ts';
import type { Parameter } from '../nn/module/parameter.ts';
import { Tensor } from '../tensor/tensor.ts';
import { groupOf, type ProcessGroup } from './collectives/process-group.ts';
import { distributedError, explained } from './errors.ts';
import { diagnosed } from './start/diagnose.ts';
import { unreached } from './unreached.ts';

/** How gradients are averaged; PyTorch's names and defaults. */
export interface DataParallelOptions {
  /** The ranks that train together: all by default. */
  group?: ProcessGroup;
  /** Whether some parameters may take no part in a step's loss; costs a walk of the graph a step. */
  findUnusedParameters?: boolean;
  /** Gradients are views into the buckets: saves their memory, and a copy. Drop them with `zeroGrad()` only. */
  gradientAsBucketView?: boolean;
  /** Whether rank 0's buffers, such as BatchNorm's statistics, are copied to the others before a forward. */
  broadcastBuffers?: boolean;
  /** MiB of gradients that travel together; 25 by default. */
  bucketCapMb?: number;
}

const MIB = 1 << 20;
const sameModel = 'every rank must build the same model: the same layers, shapes and dtypes in the same order';
const unused =
  'pass { findUnusedParameters: true } where parameters may take no part, or run backward once after every forward, or noSync()';
const creating = Symbol('DistributedDataParallel.create');

/** Lets go of reducers of wrappers that nobody holds any more. */
const forgotten = new FinalizationRegistry<number>((reducer) => native.reducerClose(reducer));

/**
 * A module whose gradients are the mean over the ranks: `backward` averages them while it still computes earlier ones.
 * Every rank makes the same model, feeds its own part of the batch and takes the same optimizer step. The wrapper is
 * called like the module; `stateDict()` has the prefix `module.`, as in PyTorch: save `ddp.module.stateDict()`.
 *
 * @example
 * await torch.distributed.initProcessGroup();
 * const ddp = await torch.distributed.DistributedDataParallel.create(model);
 * F.crossEntropy(ddp(images), labels).backward(); // gradients are averaged here
 * optimizer.step();
 */
export class DistributedDataParallel<In extends unknown[] = [Tensor], Out = Tensor>
  extends Module<In, Out>
  implements Disposable
{
  /** The module that is wrapped. */
  readonly module: Module<In, Out>;
  readonly group: ProcessGroup;
  readonly findUnusedParameters: boolean;
  readonly broadcastBuffers: boolean;
  readonly #reducer: number;
  readonly #named: readonly (readonly [string, Parameter])[];
  #synchronizing = true;
  #staleBuffers = true;

  /** @internal Use `create`: the ranks must meet first. */
  constructor(token: symbol, module: Module<In, Out>, group: ProcessGroup, options: DataParallelOptions) {
    super();
    if (token !== creating)
      throw distributedError(
        'DistributedDataParallel',
        'the ranks must meet before it is made',
        'write `await DistributedDataParallel.create(model, options)`',
      );
    this.module = module;
    this.group = group;
    this.findUnusedParameters = options.findUnusedParameters ?? false;
    this.broadcastBuffers = options.broadcastBuffers ?? true;
    this.#named = trained(module);
    write(this.#named.map(([, parameter]) => parameter));
    const bytes = Math.round((options.bucketCapMb ?? 25) * MIB);
    this.#reducer = native.reducerOpen(
      group._id,
      this.#named.map(([name]) => name),
      [],
      this.findUnusedParameters,
      options.gradientAsBucketView ?? false,
      bytes,
      options.bucketCapMb === undefined ? MIB : bytes,
    );
    forgotten.register(this, this.#reducer, this);
  }

  /**
   * Checks that all ranks have the same parameters, gives them rank 0's values, and wraps the module.
   *
   * @throws {TorchError} distributed — where a rank's model differs, is late or gone
   */
  static async create<In extends unknown[], Out>(
    module: Module<In, Out>,
    options: DataParallelOptions = {},
  ): Promise<DistributedDataParallel<In, Out>> {
    const op = 'DistributedDataParallel';
    const group = groupOf(op, options.group);
    const parameters = trained(module).map(([, parameter]) => parameter);
    if (parameters.length === 0)
      throw distributedError(op, 'expected a module with parameters that require gradients, received none');
    const frozen = module.parameters().filter((parameter) => !parameter.requiresGrad);
    const all = [...parameters, ...frozen, ...module.buffers()];
    write(all);
    const call = ++group._calls;
    try {
      await native.syncModel(group._id, parameters.length, all.length, 0);
    } catch (error) {
      throw await diagnosed(group, op, call, explained(op, error, sameModel));
    }
    return new DistributedDataParallel(creating, module, group, options);
  }

  override forward(...args: In): Out {
    return this.#guarded(() => {
      const gradients = isGradEnabled();
      if (gradients) native.reducerForward(this.#reducer, this.#synchronizing);
      if (this.#staleBuffers && this.broadcastBuffers) this.#syncBuffers();
      const output = this.module(...args);
      this.#staleBuffers = gradients && this.#synchronizing;
      if (this.#staleBuffers) {
        const outputs = this.findUnusedParameters ? tensorsOf(output) : [];
        write(outputs);
        native.reducerBackward(this.#reducer, outputs.length);
      }
      return output;
    });
  }

  /**
   * Gradients of backward passes inside are added up on this rank only; the next one outside averages all. The forward
   * must run inside as well.
   *
   * @example
   * ddp.noSync(() => F.crossEntropy(ddp(first), labels).backward());
   * F.crossEntropy(ddp(second), more).backward(); // averages the sum of both
   */
  noSync<T>(body: () => T): T {
    const before = this.#synchronizing;
    this.#synchronizing = false;
    const restore = () => {
      this.#synchronizing = before;
    };
    let result: T;
    try {
      result = body();
    } catch (error) {
      restore();
      throw error;
    }
    if (result instanceof Promise) return result.finally(restore) as T; // as: a promise of the same value
    restore();
    return result;
  }

  /** Takes its hooks off the parameters; the module stays as it is. */
  dispose(): void {
    forgotten.unregister(this);
    native.reducerClose(this.#reducer);
  }
  [Symbol.dispose](): void {
    this.dispose();
  }

  #syncBuffers(): void {
    const buffers = this.module.buffers();
    if (buffers.length === 0) return;
    write(buffers);
    native.syncBuffers(this.group._id, buffers.length, 0);
  }

  #guarded<T>(body: () => T): T {
    if (this.group._id === 0)
      throw distributedError('DistributedDataParallel', `its process group '${this.group.name}' was destroyed`);
    try {
      return body();
    } catch (error) {
      throw this.#withNames(explained('forward', error, unused));
    }
  }

  /** Says which parameters got no gradient, where libtorch tells. */
  #withNames(error: unknown): unknown {
    const names = unreached(error).flatMap((index) => this.#named[index]?.[0] ?? []);
    if (names.length === 0) return error;
    return distributedError(
      'forward',
      `the last backward gave no gradient to ${names.join(', ')}, so the ranks' gradients were not averaged`,
      unused,
      error,
    );
  }
}

const trained = (module: { namedParameters(): [string, Parameter][] }): [string, Parameter][] =>
  module.namedParameters().filter(([, parameter]) => parameter.requiresGrad);

function write(tensors: readonly Tensor[]): void {
  const handles = tensors.map((tensor) => tensor._live);
  if (handles.length > cells.length) native.reserve(handles.length, 0);
  for (const [i, handle] of handles.entries()) cells[i] = handle;
}

/** The tensors in what a module returns: in arrays, plain objects, maps and sets. */
function tensorsOf(value: unknown, found: Tensor[] = []): Tensor[] {
  if (value instanceof Tensor) found.push(value);
  else if (value instanceof Map || value instanceof Set || Array.isArray(value))
    for (const item of value) tensorsOf(item, found);
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) tensorsOf(item, found);
  return found;
}
