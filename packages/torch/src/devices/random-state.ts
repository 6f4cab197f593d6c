import type { Device } from '../tensor/dtype.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { getRngState, setRngState } from './context.ts';
import * as cuda from './cuda.ts';

/**
 * The states of all default generators, by device: the CPU's, and every GPU's where there are any.
 *
 * @example
 * const states = torch.getRngStates();
 * const noise = torch.randn([3]);
 * torch.setRngStates(states); // the next draw gives the same noise
 */
export function getRngStates(): Record<string, Tensor> {
  const states: Record<string, Tensor> = { cpu: getRngState() };
  for (let i = 0; i < cuda.deviceCount(); i++) states[`cuda:${i}`] = cuda.getRngState(`cuda:${i}`);
  return states;
}

/** Puts generators back to states that `getRngStates` gave; those of GPUs that are not here are left out. */
export function setRngStates(states: Readonly<Record<string, Tensor>>): void {
  for (const [device, state] of Object.entries(states)) {
    if (device === 'cpu') setRngState(state);
    else if (Number(device.slice(5)) < cuda.deviceCount()) cuda.setRngState(state, device as Device); // as: 'cuda:N'
  }
}
