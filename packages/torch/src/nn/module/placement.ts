import { native } from '../../engine/native.ts';
import { ops } from '../../engine/ops.ts';
import type { Device, DType, MemoryFormat } from '../../tensor/dtype.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/** Where a module's tensors are made, and of what. */
export interface Placement {
  device?: Device | undefined;
  dtype?: DType | undefined;
}

/** What `to` can change: the device, the dtype of floating tensors, the order in memory of those with four or five dimensions. */
export interface ModuleToOptions extends Placement {
  memoryFormat?: MemoryFormat | undefined;
}

const FLOATING = new Set<string>(['float16', 'bfloat16', 'float32', 'float64']);

/** Reads the one string that `to('cuda')` and `to('bfloat16')` take. */
export function split(place: Device | DType): ModuleToOptions {
  return FLOATING.has(place) ? { dtype: place as DType } : { device: place as Device }; // the set tells the two apart
}

/** The memory formats that have as many dimensions as a tensor; others keep theirs. */
const DIMENSIONS: Partial<Record<MemoryFormat, number>> = { channelsLast: 4, channelsLast3d: 5 };

/** Moves or converts a parameter or buffer, and its gradient, keeping the object. Integer tensors keep their dtype. */
export function place(tensor: Tensor, { device, dtype, memoryFormat }: ModuleToOptions): void {
  const type = dtype !== undefined && FLOATING.has(tensor.dtype) ? dtype : tensor.dtype;
  const reorder = memoryFormat !== undefined && (DIMENSIONS[memoryFormat] ?? tensor.ndim) === tensor.ndim;
  if (type === tensor.dtype && (device === undefined || device === tensor.device) && !reorder) return;
  const grad = tensor.grad;
  tensor.grad = undefined;
  const options = { dtype: type, device: device ?? tensor.device, ...(reorder && { memoryFormat }) };
  using moved = tensor.detach().to(options);
  native.setData(tensor._live, moved._live);
  if (grad) tensor.grad = grad.to(options);
}

/** Gives a parameter or buffer room on a device, of whatever values lie there, keeping the object. */
export function placeEmpty(tensor: Tensor, device: Device): void {
  tensor.grad = undefined;
  using room = ops.emptyLike(tensor.detach(), { device });
  native.setData(tensor._live, room._live);
}

/** Forgets a gradient, or fills it with zeros. */
export function clearGrad(tensor: Tensor, setToNone: boolean): void {
  const grad = tensor.grad;
  if (grad === undefined) return;
  if (setToNone) tensor.grad = undefined;
  else grad.detach().zero_();
}
