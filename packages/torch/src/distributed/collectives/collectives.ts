import { emptyLike, stack } from '../../../generated/exports.ts';
import { noGrad } from '../../autograd/autograd.ts';
import { cells, native } from '../../engine/native.ts';
import type { DType, Tensor } from '../../tensor/tensor.ts';
import { distributedError, explained } from '../errors.ts';
import type { Collective } from '../native.ts';
import { diagnosed } from '../start/diagnose.ts';
import { groupOf, type ProcessGroup } from './process-group.ts';

/** How values of the ranks become one. `avg` is for floating dtypes. */
export type ReduceOp = 'sum' | 'avg' | 'product' | 'min' | 'max';

/** What every collective takes. */
export interface CollectiveOptions {
  /** The ranks that take part: all by default. */
  group?: ProcessGroup;
  /** Milliseconds; the group's by default. */
  timeoutMs?: number;
}

export interface ReduceOptions extends CollectiveOptions {
  /** `sum` by default. */
  op?: ReduceOp;
}

// c10d's numbers; Gloo has no avg, so it is a sum that is divided afterwards.
const reduceOps: Record<ReduceOp, number> = { sum: 0, avg: 0, product: 2, min: 3, max: 4 };

interface Call {
  group: ProcessGroup;
  inputs?: readonly Tensor[];
  outputs?: readonly Tensor[];
  op?: ReduceOp;
  peer?: number;
  tag?: number;
  timeoutMs?: number | undefined;
}

/** @internal Starts a collective at once and gives a promise of its end. Tensors must be contiguous. */
export async function collective(kind: Collective, call: Call): Promise<number | undefined> {
  const { group, inputs = [], outputs = [], op = 'sum', peer = 0, tag = 0, timeoutMs = -1 } = call;
  for (const tensor of [...inputs, ...outputs]) checkDevice(kind, group, tensor);
  const handles = [...inputs, ...outputs].map((tensor) => tensor._live);
  if (handles.length > cells.length) native.reserve(handles.length, 0);
  for (const [i, handle] of handles.entries()) cells[i] = handle;
  const number = ++group._calls;
  try {
    return await native.collective(group._id, kind, reduceOps[op], peer, tag, timeoutMs, inputs.length, outputs.length);
  } catch (error) {
    throw await diagnosed(group, kind, number, explained(kind, error, dtypeHint(group, [...inputs, ...outputs])));
  }
}

// What Gloo reduces and copies; beside these it sends and receives anything.
const glooDtypes: ReadonlySet<DType> = new Set([
  'float16',
  'bfloat16',
  'float32',
  'float64',
  'int8',
  'uint8',
  'int32',
  'int64',
  'bool',
]);

function dtypeHint(group: ProcessGroup, tensors: readonly Tensor[]): string | undefined {
  const other = group.backend === 'gloo' ? tensors.find(({ dtype }) => !glooDtypes.has(dtype)) : undefined;
  return (
    other &&
    `Gloo takes ${[...glooDtypes].join(', ')}, and complex by sum and avg, not ${other.dtype}: convert with to()`
  );
}

// Gloo copies a GPU's tensors through the CPU for these alone, as Python's does; NCCL knows no others.
const onGpus = new Set<Collective>(['allReduce', 'broadcast']);

function checkDevice(kind: Collective, group: ProcessGroup, tensor: Tensor): void {
  const cpu = tensor.device === 'cpu';
  if (group.backend === 'gloo' ? cpu || onGpus.has(kind) : !cpu) return;
  const way = cpu ? "x.to('cuda')" : "the backend 'nccl', or x.to('cpu')";
  throw distributedError(kind, `${group.backend} does not carry tensors of '${tensor.device}'`, `use ${way}`);
}

const floating = new Set(['float32', 'float64', 'float16', 'bfloat16', 'complex64', 'complex128']);

function checkReduce(kind: Collective, op: ReduceOp, tensor: Tensor): void {
  if (!(op in reduceOps))
    throw distributedError(kind, `expected op to be one of ${Object.keys(reduceOps).join(', ')}, received '${op}'`);
  if (op === 'avg' && !floating.has(tensor.dtype))
    throw distributedError(kind, `avg needs a floating dtype, received ${tensor.dtype}`, 'use sum and divide');
}

const average = (tensor: Tensor, size: number): void => {
  noGrad(() => tensor.div_(size));
};

/** A new tensor without history that no scope of the caller's frees before the collective ends. */
const like = (tensor: Tensor): Tensor => noGrad(() => emptyLike(tensor, { memoryFormat: 'contiguous' }));

/** Runs a collective that writes a tensor in place, through a contiguous copy where it is not. */
async function inPlace(tensor: Tensor, run: (dense: Tensor) => Promise<unknown>): Promise<Tensor> {
  if (tensor.isContiguous()) {
    await run(tensor);
    return tensor;
  }
  const dense = noGrad(() => tensor.contiguous()).keep();
  await run(dense);
  noGrad(() => tensor.copy_(dense));
  dense.dispose();
  return tensor;
}

/** The tensor itself, or a contiguous copy to send. */
const dense = (tensor: Tensor): Tensor => (tensor.isContiguous() ? tensor : noGrad(() => tensor.contiguous()));

/**
 * Reduces a tensor over the ranks, in place on each.
 *
 * @throws {TorchError} distributed — after `timeoutMs`, or at once where a rank is gone
 * @example
 * await torch.distributed.allReduce(loss, { op: 'avg' });
 */
export async function allReduce(tensor: Tensor, options: ReduceOptions = {}): Promise<Tensor> {
  const group = groupOf('allReduce', options.group);
  const { op = 'sum', timeoutMs } = options;
  checkReduce('allReduce', op, tensor);
  return inPlace(tensor, async (dense) => {
    await collective('allReduce', { group, inputs: [dense], op, timeoutMs });
    if (op === 'avg') average(dense, group.size);
  });
}

/**
 * Reduces a tensor over the ranks to one of them: there in place; elsewhere its content is undefined afterwards.
 *
 * @example
 * await torch.distributed.reduce(total, 0);
 */
export async function reduce(tensor: Tensor, dst: number, options: ReduceOptions = {}): Promise<Tensor> {
  const group = groupOf('reduce', options.group);
  const { op = 'sum', timeoutMs } = options;
  checkReduce('reduce', op, tensor);
  const peer = group._place('reduce', dst);
  return inPlace(tensor, async (dense) => {
    await collective('reduce', { group, inputs: [dense], op, peer, timeoutMs });
    if (op === 'avg' && peer === group.rank) average(dense, group.size);
  });
}

/**
 * Copies a tensor of one rank into that of every other.
 *
 * @example
 * await torch.distributed.broadcast(weights, 0);
 */
export async function broadcast(tensor: Tensor, src: number, options: CollectiveOptions = {}): Promise<Tensor> {
  const group = groupOf('broadcast', options.group);
  const peer = group._place('broadcast', src);
  return inPlace(tensor, (dense) =>
    collective('broadcast', { group, inputs: [dense], peer, timeoutMs: options.timeoutMs }),
  );
}

/**
 * The tensors of all ranks, in their order, on every rank; all of one shape and dtype.
 *
 * @example
 * const parts = await torch.distributed.allGather(embedding);
 */
export async function allGather(tensor: Tensor, options: CollectiveOptions = {}): Promise<Tensor[]> {
  const group = groupOf('allGather', options.group);
  const outputs = group.ranks.map(() => like(tensor));
  await collective('allGather', { group, inputs: [dense(tensor)], outputs, timeoutMs: options.timeoutMs });
  return outputs;
}

/**
 * The tensors of all ranks, in their order, on one of them; undefined on the others.
 *
 * @example
 * const parts = await torch.distributed.gather(prediction, 0);
 */
export async function gather(
  tensor: Tensor,
  dst: number,
  options: CollectiveOptions = {},
): Promise<Tensor[] | undefined> {
  const group = groupOf('gather', options.group);
  const peer = group._place('gather', dst);
  const outputs = peer === group.rank ? group.ranks.map(() => like(tensor)) : undefined;
  await collective('gather', {
    group,
    inputs: [dense(tensor)],
    ...(outputs && { outputs }),
    peer,
    timeoutMs: options.timeoutMs,
  });
  return outputs;
}

/**
 * Fills `tensor` with this rank's part of a list that one rank has; the others leave the list out.
 *
 * @example
 * await torch.distributed.scatter(mine, rank === 0 ? parts : undefined, 0);
 */
export async function scatter(
  tensor: Tensor,
  parts: readonly Tensor[] | undefined,
  src: number,
  options: CollectiveOptions = {},
): Promise<Tensor> {
  const group = groupOf('scatter', options.group);
  const peer = group._place('scatter', src);
  const inputs = peer === group.rank ? parts : [];
  if (inputs?.length !== (peer === group.rank ? group.size : 0))
    throw distributedError('scatter', `expected ${group.size} tensors on rank ${src}, received ${inputs?.length ?? 0}`);
  return inPlace(tensor, (output) =>
    collective('scatter', { group, inputs: inputs.map(dense), outputs: [output], peer, timeoutMs: options.timeoutMs }),
  );
}

/**
 * Reduces a list over the ranks, a tensor for each rank, and gives each its own.
 *
 * @example
 * const mine = await torch.distributed.reduceScatter(gradients.chunk(getWorldSize()));
 */
export async function reduceScatter(parts: readonly Tensor[], options: ReduceOptions = {}): Promise<Tensor> {
  const group = groupOf('reduceScatter', options.group);
  const { op = 'sum', timeoutMs } = options;
  const own = checkParts('reduceScatter', parts, group);
  checkReduce('reduceScatter', op, own);
  const output = like(own);
  await collective('reduceScatter', { group, inputs: parts.map(dense), outputs: [output], op, timeoutMs });
  if (op === 'avg') average(output, group.size);
  return output;
}

function checkParts(kind: Collective, parts: readonly Tensor[], group: ProcessGroup): Tensor {
  const own = parts[group.rank];
  if (own && parts.length === group.size) return own;
  throw distributedError(kind, `expected ${group.size} tensors, one for each rank, received ${parts.length}`);
}

/**
 * Sends each rank its part of a list, all of one shape, and gives what the ranks sent to this one, in their order.
 *
 * @example
 * const received = await torch.distributed.allToAll(tokens.chunk(getWorldSize()));
 */
export async function allToAll(parts: readonly Tensor[], options: CollectiveOptions = {}): Promise<Tensor[]> {
  const group = groupOf('allToAll', options.group);
  checkParts('allToAll', parts, group);
  const input = noGrad(() => stack([...parts]));
  const output = like(input);
  await collective('allToAll', { group, inputs: [input], outputs: [output], timeoutMs: options.timeoutMs });
  return output.unbind(0);
}

/**
 * Waits until every rank has called it.
 *
 * @example
 * await torch.distributed.barrier();
 */
export async function barrier(options: CollectiveOptions = {}): Promise<void> {
  const group = groupOf('barrier', options.group);
  await collective('barrier', { group, timeoutMs: options.timeoutMs });
}

/**
 * As `barrier`, slower, and rank 0's error names every rank that did not come.
 *
 * @example
 * await torch.distributed.monitoredBarrier({ timeoutMs: 30_000 });
 */
export async function monitoredBarrier(options: CollectiveOptions = {}): Promise<void> {
  const group = groupOf('monitoredBarrier', options.group);
  try {
    await native.monitoredBarrier(group._id, options.timeoutMs ?? group.timeoutMs);
  } catch (error) {
    throw explained('monitoredBarrier', error);
  }
}
