import { callErrors } from '@capstan/base';
import { TorchError } from '../../errors.ts';
import { Tensor } from '../../tensor/tensor.ts';
import type { ModuleLike } from './module-like.ts';

interface Located {
  readonly at: ModuleLike;
  readonly path: string;
  readonly reason: string;
}

const located = new WeakMap<object, Located>();

/**
 * Names the failing layer in an engine error, one level of the path per module on the way up. Nothing of this runs
 * unless a call fails.
 */
export function locate(error: unknown, module: ModuleLike, args: readonly unknown[]): unknown {
  if (!(error instanceof TorchError)) return error;
  const before = located.get(error);
  const label = `(${(before?.at ?? module).constructor.name})`;
  const reason = before?.reason ?? explain(error, module, args);
  let path = before?.path ?? '';
  if (before) {
    const key = findKey(module, before);
    if (key === undefined) return error;
    path = key;
  }
  located.set(error, { at: before?.at ?? module, path, reason });
  const message = `${path === '' ? '' : `${path} `}${path === '' ? label.slice(1, -1) : label}: ${reason}`;
  if (error.stack) error.stack = error.stack.replace(error.message, () => message);
  error.message = message;
  return error;
}

function findKey(module: ModuleLike, { at }: Located): string | undefined {
  return module.namedModules().find(([, candidate]) => candidate === at)?.[0];
}

/** What the layer takes, then what it was given; the error's own words where the layer cannot tell, or the call itself was wrong. */
function explain({ code, message }: TorchError, module: ModuleLike, args: readonly unknown[]): string {
  const expected = code in callErrors ? undefined : module.expects(...args);
  if (expected === undefined) return message;
  const received = args.flatMap((arg) => (arg instanceof Tensor ? [`(${arg.shape.join(', ')})`] : [])).join(', ');
  return `expected input ${expected}, received ${received}`;
}
