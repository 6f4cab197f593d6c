import { isBare } from '../engine/native.ts';
import { TorchError } from '../errors.ts';

interface Pattern {
  match: RegExp;
  hint: string;
}

// What libtorch and Gloo say, and what to do about it.
const patterns: Pattern[] = [
  {
    match: /address already in use|EADDRINUSE/i,
    hint: 'another program listens there: set MASTER_PORT to a free port, the same for every rank',
  },
  {
    match: /closed by peer|connection reset|broken pipe|connection was closed|socket closed/i,
    hint: 'a rank ended, was killed or left early: look at the last lines that the other ranks printed',
  },
  {
    match: /timed? ?out/i,
    hint: 'a rank is late, hangs, or called another collective: every rank must make the same calls in the same order; raise `timeout` where one is only slow',
  },
  {
    match: /connection refused|failed to connect|could not connect|unable to (find|resolve)|network is unreachable/i,
    hint: 'is rank 0 running, and do MASTER_ADDR and MASTER_PORT name its machine?',
  },
  {
    match: /appears not to match|has \d+ params, while rank/,
    hint: 'every rank must build the same model: the same layers, shapes and dtypes in the same order',
  },
  {
    match: /finished reduction in the prior iteration/,
    hint: 'some parameters take no part in the loss: pass { findUnusedParameters: true }, or leave them out of the model',
  },
  { match: /marked (as )?ready (only )?(once|twice)/i, hint: 'call forward once for each backward, or use noSync()' },
  {
    match: /invalid scalar type|complex tensors/i,
    hint: 'Gloo reduces float16, bfloat16, float32, float64, int8, uint8, int32, int64 and bool, and complex by sum and avg: convert with to()',
  },
  { match: /unable to resolve hostname|interface/i, hint: 'set GLOO_SOCKET_IFNAME to the network interface to use' },
];

/** An error of `torch.distributed`: code DISTRIBUTED. */
export const distributedError = (op: string, message: string, hint?: string, cause?: unknown): TorchError =>
  new TorchError('distributed', `${op}: ${message}`, { op, ...(hint ? { hint } : {}), cause });

/** @internal libtorch's message without its source positions and its advice for Python. */
export const plain = (message: string): string =>
  message
    .replace(/\[(?:enforce fail at )?[^\]\s]*\.(?:cc|cpp|h|hpp):\d+\]\s*/g, '')
    .replace(/\s*Exception raised from [\s\S]*$/, '')
    .trim();

/** @internal An error of the addon as one of `torch.distributed`; errors that say more already pass unchanged. */
export function explained(op: string, error: unknown): unknown {
  if (!isBare(error)) return error;
  const message = plain(error.message);
  return distributedError(op, message, patterns.find(({ match }) => match.test(message))?.hint, error);
}

/** @internal Whether a failure comes from the other ranks or the network, not from the call. */
export const isCommunication = (error: unknown): boolean =>
  error instanceof TorchError &&
  /timed? ?out|closed|reset|broken pipe|refused|connect|abort/i.test(error.message) &&
  error.code === 'distributed';
