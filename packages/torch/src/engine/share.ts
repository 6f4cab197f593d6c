import { engineErrors } from '../autograd/hooks.ts';
import { TorchError } from '../errors.ts';
import { Tensor } from '../tensor/tensor.ts';
import { native } from './native.ts';

/** Names a shared tensor in a message to another thread of this process; good for one `receive`. */
export interface Ticket {
  readonly capstanTicket: number;
}

/**
 * Makes a ticket for a tensor, to be posted to a worker and given to `receive` there. Both tensors have the same
 * storage: nothing is copied, writes of one thread are seen by the other, and no lock is taken for you. Only memory
 * that the tensor borrows from JavaScript (`fromTypedArray`) is copied, since it ends with its thread. The ticket holds
 * the memory until it is received. Gradients and history stay behind.
 *
 * @example
 * worker.postMessage(torch.share(batch));
 */
export const share = (tensor: Tensor): Ticket => ({
  capstanTicket: engineErrors('share', () => native.share(tensor._live)),
});

/**
 * The tensor that a ticket names; a ticket is good for one call.
 * @throws {TorchError} value — where it was received before
 * @example
 * parentPort.on('message', (ticket) => console.log(torch.receive(ticket).sum().item()));
 */
export function receive(ticket: Ticket): Tensor {
  const number = (ticket as Partial<Ticket> | null | undefined)?.capstanTicket; // as: comes from another thread
  if (typeof number !== 'number')
    throw new TorchError('type', 'expected a ticket made by torch.share(tensor)', {
      hint: 'a tensor itself cannot be posted: post torch.share(tensor)',
    });
  if (!Number.isSafeInteger(number)) throw new TorchError('value', `no ticket has the number ${number}`);
  return new Tensor(engineErrors('receive', () => native.receive(number)));
}
