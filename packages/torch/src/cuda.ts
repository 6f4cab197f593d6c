import { native } from './native.ts';

/** How many CUDA devices this engine can use: 0 where it was built without CUDA, or finds no driver or no GPU. */
export const deviceCount = (): number => native.cudaDevices();

/**
 * Whether there is a CUDA device to use.
 *
 * @example
 * const device = torch.cuda.isAvailable() ? 'cuda' : 'cpu';
 */
export const isAvailable = (): boolean => deviceCount() > 0;
