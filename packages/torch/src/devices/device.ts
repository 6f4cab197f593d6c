import { native } from '../engine/native.ts';
import { TorchError } from '../errors.ts';
import { type Device, deviceCode } from '../tensor/dtype.ts';

const CUDA = 1; // at::kCUDA

/**
 * @internal The numbers of a device's type and index, -1 for the current one, once it is known to be there.
 * @throws {TorchError} device — where this engine finds no such GPU
 */
export function placeOf(device: string): [type: number, index: number] {
  const [type, index] = deviceCode(device);
  if (type === CUDA && native.cudaDevices() <= Math.max(index, 0)) throw missing(device, native.cudaDevices());
  return [type, index];
}

function missing(device: string, count: number): TorchError {
  const found = `${count || 'no'} CUDA device${count === 1 ? '' : 's'}`;
  const hint = 'CUDA needs an NVIDIA GPU, its driver and CAPSTAN_TORCH at set-up: `capstan doctor` says what is there';
  return new TorchError('device', `there is no '${device}': this engine finds ${found}`, count === 0 ? { hint } : {});
}

/** @internal Where tensors are made that name no device; undefined for the CPU. */
export let defaultDevice: Device | undefined;

/**
 * Makes the functions that create tensors use this device where they are given none. What shares a typed array's memory,
 * and what is loaded from a file, stays on the CPU.
 *
 * @example
 * if (torch.cuda.isAvailable()) torch.setDefaultDevice('cuda');
 */
export function setDefaultDevice(device: Device): void {
  placeOf(device);
  defaultDevice = device === 'cpu' ? undefined : device;
}

/** Where tensors are made that name no device. */
export const getDefaultDevice = (): Device => defaultDevice ?? 'cpu';
