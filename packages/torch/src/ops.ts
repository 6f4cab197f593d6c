import type { Functions } from '../generated/functions.ts';
import { FUNCTIONS } from '../generated/operators.ts';
import { invoke } from './dispatch.ts';
import { camel } from './names.ts';
import { Operator } from './operator.ts';

export { empty, full, ones, zeros } from './create.ts';

type AnyFunction = (...args: unknown[]) => unknown;

const table: Record<string, AnyFunction> = {};
for (const name of FUNCTIONS.split(' ')) {
  const target = new Operator(name);
  table[camel(name)] = (...args) => invoke(target, undefined, args);
}

/** Every aten operator as a function, `_`-prefixed ones included, under PyTorch's name in camel case. */
export const ops = table as unknown as Functions; // as: the generated declarations describe this table

/**
 * Operators of any loaded library: `operators('torchvision').nms(boxes, scores, 0.5)`.
 * @throws TorchError NOT_IMPLEMENTED at the first call of one that is not there
 */
export function operators(namespace: string): Record<string, AnyFunction> {
  const made: Record<string, AnyFunction> = {};
  return new Proxy(made, {
    get(_, name) {
      if (typeof name !== 'string') return undefined;
      const target = new Operator(`${namespace}::${name}`);
      made[name] ??= (...args) => invoke(target, undefined, args);
      return made[name];
    },
  });
}
