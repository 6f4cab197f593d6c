import { isBare, type Origin } from '../engine/native.ts';
import { TorchError } from '../errors.ts';

// What to do where another rank, or the way to it, failed; where the call itself is wrong, who makes it knows better.
const hints: Partial<Record<Origin, string>> = {
  network:
    'a rank ended, hangs, is late or called another collective: look at the last lines that each printed; every rank must make the same calls in the same order; raise `timeoutMs` where one is only slow',
  store:
    'a rank ended, hangs or is late: look at the last lines that each printed; rank 0 serves the store; raise `timeoutMs` where one is only slow',
  backend: 'look at the last lines that each rank printed: every rank must make the same calls in the same order',
};

/** An error of `torch.distributed`: code DISTRIBUTED. */
export const distributedError = (
  op: string,
  message: string,
  hint?: string,
  cause?: unknown,
  origin = originOf(cause),
): TorchError =>
  new TorchError('distributed', `${op}: ${message}`, {
    op,
    cause,
    ...(hint && { hint }),
    ...(origin && { fields: { origin } }),
  });

/** @internal libtorch's message without its source positions and its advice for Python. */
export const plain = (message: string): string =>
  message
    .replace(/\[(?:enforce fail at )?[^\]\s]*\.(?:cc|cpp|h|hpp):\d+\]\s*/g, '')
    .replace(/\s*Exception raised from [\s\S]*$/, '')
    .trim();

/**
 * @internal An error of the addon as one of `torch.distributed`; errors that say more already pass unchanged.
 * @param hint what to do where neither the network nor the store is what failed
 */
export function explained(op: string, error: unknown, hint?: string): unknown {
  if (!isBare(error)) return error;
  const origin = originOf(error);
  return distributedError(op, plain(error.message), (origin && hints[origin]) ?? hint, error);
}

/** @internal Whether a failure comes from the other ranks or the network, not from the call. */
export function isCommunication(error: unknown): boolean {
  const origin = originOf(error);
  return origin !== undefined && origin !== 'group';
}

const originOf = (error: unknown): Origin | undefined =>
  error instanceof TorchError ? (error.fields.origin as Origin | undefined) : undefined; // as: only the addon's errors have one
