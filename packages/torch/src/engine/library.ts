import { resolve } from 'node:path';
import { engineErrors } from '../autograd/hooks.ts';
import { native } from './native.ts';

/**
 * Loads a shared library whose operators then join the dispatcher, as `torch.ops.load_library` does. The library runs
 * code of its own: load only what you trust.
 *
 * @throws {TorchError} runtime — where the file is missing, is no library, or was built for another libtorch
 * @example
 * torch.library.load('build/libmine.so');
 * torch.operators<{ clipAdd(x: Tensor, y: Tensor): Tensor }>('mine').clipAdd(a, b);
 */
export function load(path: string): void {
  engineErrors('library.load', () => native.loadLibrary(resolve(path)));
}
