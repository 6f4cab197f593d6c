// One of the places that read a library's English, for it tells nowhere else (ARCHITECTURE.md lists them).
import { TorchError } from '../errors.ts';

/**
 * In words of ours that something inside of `vmap` asked a tensor for its numbers: item(), toArray(), and a few operators that
 * check theirs. libtorch's error is of no type of its own; where it says it otherwise, it is passed on as it is.
 */
export function numbersHidden(error: unknown): unknown {
  if (!(error instanceof TorchError) || !/calling \.item\(\)|doesn't have storage/.test(error.message)) return error;
  const what = error.op !== undefined && error.op !== 'vmap' ? `${error.op} reads` : 'something read';
  return new TorchError('value', `vmap: ${what} a tensor's numbers, which stand for many examples`, {
    hint: 'read them outside of vmap; where() chooses by a condition inside',
    cause: error,
  });
}
