import { autogradFunction, noGrad } from '../../autograd/autograd.ts';
import { groupOf, isInitialized, type ProcessGroup } from '../../distributed/collectives/process-group.ts';
import { explained } from '../../distributed/errors.ts';
import { cells, native } from '../../engine/native.ts';
import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { invalidArgument } from '../errors.ts';
import type { AnyModule } from '../module/module.ts';
import { isModuleLike } from '../module/module-like.ts';
import { BatchNorm, type BatchNormLayerOptions } from './batch-norm.ts';

/** As batch normalisation's, and the ranks that share their statistics: all by default. */
export interface SyncBatchNormOptions extends BatchNormLayerOptions {
  group?: ProcessGroup;
}

function summed(group: ProcessGroup, tensor: Tensor): Tensor {
  cells[0] = tensor._live;
  try {
    native.sumNow(group._id);
  } catch (error) {
    throw explained('SyncBatchNorm', error);
  }
  return tensor;
}

const others = (x: Tensor): number[] => x.shape.map((_, i) => i).filter((i) => i !== 1);
const along = (values: Tensor, x: Tensor): Tensor => ops.reshape(values, [1, -1, ...x.shape.slice(2).map(() => 1)]);

interface Moments {
  mean: Tensor;
  /** Of all ranks' values, divided by their count. */
  variance: Tensor;
  count: number;
}

// Each rank writes its mean, its squares about it and its count to a row of its own, so that one sum gathers them all.
function momentsOf(x: Tensor, group: ProcessGroup): Moments {
  const channels = x.shape[1]!; // two dimensions at least
  const own = x.numel() / channels;
  const wide = x.dtype === 'float64' ? x : x.to('float32');
  const mean = ops.mean(wide, others(x));
  const squares = ops.sum(ops.square(ops.sub(wide, along(mean, x))), others(x));
  const rows = ops.zeros([group.size, 2 * channels + 1], { dtype: wide.dtype, device: x.device });
  ops.copy_(
    ops.select(rows, 0, group.rank),
    ops.cat([mean, squares, ops.full([1], own, { dtype: wide.dtype, device: x.device })]),
  );
  const parts = ops.splitWithSizes(summed(group, rows), [channels, channels, 1], 1);
  const [means, about, counts] = parts as [Tensor, Tensor, Tensor]; // as: three sizes
  const count = ops.sum(counts).item();
  const all = ops.div(ops.sum(ops.mul(means, counts), [0]), count);
  const between = ops.sum(ops.mul(ops.square(ops.sub(means, all)), counts), [0]);
  return { mean: all, variance: ops.div(ops.add(ops.sum(about, [0]), between), count), count };
}

// The gradient knows that mean and variance are of all ranks' values: it asks for their sums of it.
const normalisedOver = (group: ProcessGroup, count: number, eps: number) =>
  autogradFunction({
    name: 'SyncBatchNorm',
    forward(context, x: Tensor, mean: Tensor, variance: Tensor, weight: Tensor | null, bias: Tensor | null) {
      const inverse = ops.rsqrt(ops.add(variance, eps));
      const unit = ops.mul(ops.sub(x, along(mean, x)), along(inverse, x));
      context.saveForBackward(unit, weight ? ops.mul(inverse, weight) : inverse);
      const scaled = weight ? ops.mul(unit, along(weight, x)) : unit;
      return (bias ? ops.add(scaled, along(bias, x)) : scaled).to(x.dtype);
    },
    backward(context, given) {
      const [unit, scale] = context.savedTensors as [Tensor, Tensor]; // as: saved above
      const gradient = given!.to(unit.dtype); // of the one output
      const rest = others(gradient);
      const own = ops.stack([ops.sum(gradient, rest), ops.sum(ops.mul(gradient, unit), rest)]);
      const all = ops.div(summed(group, ops.clone(own)), count);
      const row = (rows: Tensor, i: number) => along(ops.select(rows, 0, i), gradient);
      const moved = ops.sub(ops.sub(gradient, row(all, 0)), ops.mul(unit, row(all, 1)));
      const forInput = ops.mul(moved, along(scale, gradient)).to(given!.dtype);
      return [forInput, null, null, ops.select(own, 0, 1), ops.select(own, 0, 0)];
    },
  });

/**
 * Batch normalisation whose mean and variance in training are of all ranks' batches together; (N, C, …). Where this process has
 * joined no job, after `eval()` and in a group of one it is plain batch normalisation. On the CPU too, which PyTorch's is not.
 *
 * @throws {TorchError} distributed — where a rank is late or gone
 * @example
 * await torch.distributed.initProcessGroup();
 * const model = nn.SyncBatchNorm.convertSyncBatchnorm(new Net());
 */
export class SyncBatchNorm extends BatchNorm {
  private readonly group: ProcessGroup | undefined;

  constructor(numFeatures: number, options: SyncBatchNormOptions = {}) {
    const { group, ...own } = options;
    super(0, numFeatures, own);
    this.group = group;
  }

  override expects(input: Tensor): string | undefined {
    return input.ndim >= 2 && input.shape[1] === this.numFeatures ? undefined : `(N, ${this.numFeatures}, …)`;
  }

  override forward(input: Tensor): Tensor {
    const group = this.group ?? (isInitialized() ? groupOf('SyncBatchNorm', undefined) : undefined);
    const fresh = this.training || this.runningMean === undefined;
    if (!fresh || group === undefined || group.size === 1) return super.forward(input);
    requireChannels(input, this.numFeatures);
    const { mean, variance, count } = noGrad(() => momentsOf(input.detach(), group));
    if (this.training) this.follow(mean, variance, count);
    return normalisedOver(group, count, this.eps)(input, mean, variance, this.weight ?? null, this.bias ?? null);
  }

  /**
   * Makes every batch normalisation of a model one that is synchronised, with the parameters and buffers that it has; in place
   * but for a model that is one itself.
   *
   * @example
   * const model = nn.SyncBatchNorm.convertSyncBatchnorm(new Net());
   */
  static convertSyncBatchnorm<M extends AnyModule>(module: M, options: { group?: ProcessGroup } = {}): M {
    if (module instanceof BatchNorm) return converted(module, options) as unknown as M; // as: it takes and gives the same
    convertFields(module as unknown as Record<string, unknown>, options, new Set()); // as: read by field
    return module;
  }

  private follow(mean: Tensor, variance: Tensor, count: number): void {
    const momentum = this.tracked();
    const { runningMean, runningVar } = this;
    if (runningMean === undefined || runningVar === undefined) return;
    noGrad(() => {
      runningMean.detach().lerp_(mean.to(runningMean.dtype), momentum);
      runningVar.detach().lerp_(variance.mul(count / (count - 1)).to(runningVar.dtype), momentum);
    });
  }
}

function requireChannels(input: Tensor, channels: number): void {
  const { shape } = input;
  if (shape.length < 2 || shape[1] !== channels)
    throw invalidArgument('SyncBatchNorm', `an input of (N, ${channels}, …)`, `(${shape.join(', ')})`);
}

function convertFields(holder: Record<string, unknown>, options: { group?: ProcessGroup }, seen: Set<unknown>): void {
  if (seen.has(holder)) return;
  seen.add(holder);
  for (const field of Object.keys(holder)) {
    const value = holder[field];
    if (value instanceof BatchNorm) holder[field] = converted(value, options);
    else if (isModuleLike(value) || Array.isArray(value) || isRecord(value))
      convertFields(value as unknown as Record<string, unknown>, options, seen); // as: read by field
  }
}

const isRecord = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

function converted(norm: BatchNorm, { group }: { group?: ProcessGroup }): BatchNorm {
  if (norm instanceof SyncBatchNorm) return norm;
  const { numFeatures, eps, momentum, weight, bias, runningMean, runningVar, numBatchesTracked, training } = norm;
  const options = { eps, momentum, affine: weight !== undefined, trackRunningStats: runningMean !== undefined };
  const made = new SyncBatchNorm(numFeatures, { ...options, ...(group && { group }) });
  Object.assign(made, { weight, bias, runningMean, runningVar, numBatchesTracked, training });
  return made;
}
