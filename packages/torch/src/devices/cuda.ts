import { cells, native } from '../engine/native.ts';
import { TorchError } from '../errors.ts';
import type { Device } from '../tensor/dtype.ts';
import { Tensor } from '../tensor/tensor.ts';
import { placeOf } from './device.ts';

/** How many CUDA devices this engine can use: 0 where it was built without CUDA, or finds no driver or no GPU. */
export const deviceCount = (): number => native.cudaDevices();

/**
 * Whether there is a CUDA device to use.
 *
 * @example
 * const device = torch.cuda.isAvailable() ? 'cuda' : 'cpu';
 */
export const isAvailable = (): boolean => deviceCount() > 0;

// Every function below takes 'cuda' for the current device.
function place(device: Device): [type: number, index: number] {
  if (device.startsWith('cuda')) return placeOf(device);
  throw new TorchError('device', `expected a CUDA device such as 'cuda:0', received '${device}'`);
}

/** The number of the device that 'cuda' names. */
export const currentDevice = (): number => native.currentDevice(...place('cuda'));
/** Makes 'cuda' name this device, in this thread. */
export const setDevice = (device: Device): void => {
  native.currentDevice(...place(device));
};
/** The device's name as its driver has it: 'NVIDIA H100 80GB HBM3'. */
export const getDeviceName = (device: Device = 'cuda'): string => native.deviceName(...place(device));

/** Waits until the device has done all that it was given: before a clock is read, say. Blocks the event loop. */
export const synchronize = (device: Device = 'cuda'): void => native.synchronize(...place(device));

/** Bytes on a device. */
export interface DeviceMemory {
  /** In tensors. */
  allocated: number;
  /** The most there were in tensors, since the start or `resetPeak`. */
  peakAllocated: number;
  /** Taken from the device, in tensors and kept for the next. */
  reserved: number;
  peakReserved: number;
}

/**
 * What tensors hold on a device now.
 * @example
 * const { allocated, peakAllocated } = torch.cuda.memory();
 */
export function memory(device: Device = 'cuda', options: { resetPeak?: boolean } = {}): DeviceMemory {
  native.deviceMemory(...place(device), options.resetPeak ?? false);
  return { allocated: cells[0]!, peakAllocated: cells[1]!, reserved: cells[2]!, peakReserved: cells[3]! };
}

/** Gives the memory that waits for reuse back to the device. */
export const emptyCache = (device: Device = 'cuda'): void => native.emptyDeviceCache(...place(device));

const generators = new Map<number, number>();

function defaultGenerator(device: Device): number {
  const [type, index] = place(device);
  const number = index < 0 ? currentDevice() : index;
  let generator = generators.get(number);
  if (generator === undefined) {
    generator = native.generator(type, number, false);
    generators.set(number, generator);
  }
  return generator;
}

/** The state of a device's default generator: uint8, on the CPU. */
export const getRngState = (device: Device = 'cuda'): Tensor =>
  new Tensor(native.generatorState(defaultGenerator(device)));
/** Puts a device's default generator back to a state that `getRngState` gave. */
export const setRngState = (state: Tensor, device: Device = 'cuda'): void => {
  native.generatorState(defaultGenerator(device), state._live);
};
