// Between devices and dtypes, waiting for a GPU or not.

import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { devices, FACT_DEVICE_INDEX, FACT_DEVICE_TYPE } from '../../generated/boundary.ts';
import { invoke } from '../engine/dispatch.ts';
import { cells, native } from '../engine/native.ts';
import { Operator } from '../engine/operator.ts';
import { type Device, type DType, isDevice, type MemoryFormat } from './dtype.ts';
import { Tensor } from './tensor.ts';

/** Where `to` moves a tensor and what it turns it into. */
export interface ToOptions {
  device?: Device;
  dtype?: DType;
  nonBlocking?: boolean;
  copy?: boolean;
  memoryFormat?: MemoryFormat;
}

const aten = {
  to: new Operator('aten::to'),
  emptyLike: new Operator('aten::empty_like'),
  copy: new Operator('aten::copy_'),
};

function wantedOf(target: Device | DType | Tensor | ToOptions): ToOptions {
  if (target instanceof Tensor) return { device: target.device, dtype: target.dtype };
  if (typeof target !== 'string') return target;
  return isDevice(target) ? { device: target } : { dtype: target as DType }; // as: dtypes.code checks
}

/** @internal `tensor.to(…)`. */
export function to(
  tensor: Tensor,
  target: Device | DType | Tensor | ToOptions,
  options: DType | ToOptions = {},
): Tensor {
  const wanted = { ...wantedOf(target), ...(typeof options === 'string' ? { dtype: options } : options) };
  const named: Record<string, unknown> = { dtype: wanted.dtype, device: wanted.device, ...wanted };
  for (const name in named) if (named[name] === undefined) delete named[name];
  return invoke(aten.to, tensor, [named]) as Tensor; // as: aten::to returns a tensor
}

/** @internal `tensor.toAsync(…)`. */
export async function toAsync(tensor: Tensor, target: Device | DType | Tensor | ToOptions): Promise<Tensor> {
  native.facts(tensor._live);
  const [type, index] = [cells[FACT_DEVICE_TYPE]!, cells[FACT_DEVICE_INDEX]!];
  const moved = start(tensor, target);
  // What needs no copy is the same tensor: its own object is to be disposed of alone.
  const result = (moved === tensor ? moved.alias() : moved).keep();
  await finished(type, index);
  return result;
}

/** @internal What `read` gives of a copy in the host's memory, which is freed after. */
export async function onHost<T>(tensor: Tensor, read: (host: Tensor) => T): Promise<T> {
  using host = await toAsync(tensor, 'cpu');
  return read(host);
}

// Only memory that the system may not move is copied to while the caller goes on.
function start(tensor: Tensor, target: Device | DType | Tensor | ToOptions): Tensor {
  const { device, ...rest } = wantedOf(target);
  if (device !== 'cpu' || !tensor.device.startsWith('cuda')) return to(tensor, target, { nonBlocking: true });
  const made = to(tensor, { ...rest, nonBlocking: true });
  const host = invoke(aten.emptyLike, made, [{ device: 'cpu', pinMemory: true }]) as Tensor; // as: it gives a tensor
  return invoke(aten.copy, host, [made, true]) as Tensor; // as: so does this
}

// Waits for the work that a device has now, looking again after ever longer pauses of at most 4 ms.
async function finished(type: number, index: number): Promise<void> {
  if (type === devices.cpu) return;
  const event = native.mark(type, index);
  for (let pause = 0; !native.reached(event); pause = Math.min(4, pause + 0.25))
    await (pause < 1 ? nextTurn() : delay(pause));
}
