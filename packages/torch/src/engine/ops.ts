import { nearest } from '@capstan/base';
import type { Functions } from '../../generated/functions.ts';
import { FUNCTIONS } from '../../generated/operators.ts';
import { TorchError } from '../errors.ts';
import { invoke } from './dispatch.ts';
import { camel } from './names.ts';
import { native } from './native.ts';
import { Operator } from './operator.ts';

export { empty, full, ones, zeros } from '../tensor/create.ts';

type AnyFunction = (...args: unknown[]) => unknown;

/**
 * The operators of other libraries by namespace, as `ops` offers them. A program adds the types of those it loads.
 *
 * @example
 * declare module '@capstan/torch' {
 *   interface OperatorLibraries {
 *     torchvision: { nms(boxes: Tensor, scores: Tensor, iouThreshold: number): Tensor };
 *   }
 * }
 */
export interface OperatorLibraries {
  aten: Functions;
}

/**
 * Operators of any loaded library, under their own names or in camel case.
 *
 * @throws {TorchError} not-implemented — at the call of one that is not there
 * @example
 * type Vision = { nms(boxes: Tensor, scores: Tensor, iouThreshold: number): Tensor };
 * const kept = torch.operators<Vision>('torchvision').nms(boxes, scores, 0.5);
 */
export function operators<L extends object = Record<string, AnyFunction>>(namespace: string): L {
  const made: Record<string, AnyFunction> = Object.create(null);
  const get = (_: object, name: string | symbol): AnyFunction | undefined => {
    if (typeof name !== 'string') return undefined;
    let target: Operator | undefined;
    made[name] ??= (...args) => {
      target ??= new Operator(qualified(namespace, name));
      return invoke(target, undefined, args);
    };
    return made[name];
  };
  return new Proxy(made, { get }) as unknown as L; // as: the caller knows the library's operators
}

function qualified(namespace: string, name: string): string {
  const exact = `${namespace}::${name}`;
  if (native.resolve(exact).length > 0) return exact;
  const own = native
    .names()
    .flatMap((full) => (full.startsWith(`${namespace}::`) ? [full.slice(namespace.length + 2)] : []));
  const found = own.find((each) => camel(each) === name);
  if (found) return `${namespace}::${found}`;
  const near = nearest(name, own.map(camel));
  throw new TorchError('not-implemented', `there is no operator ${exact}`, {
    op: name,
    hint: near
      ? `did you mean '${near}'?`
      : own.length > 0
        ? `${namespace} has ${own.slice(0, 8).map(camel).join(', ')}`
        : `load the library that holds ${namespace} with torch.library.load(path)`,
  });
}

// What aten does not have is a namespace. It stands on the prototype, so that aten's operators cost no detour.
const spaces = new Map<string, object>();
const libraries = new Proxy(
  {},
  {
    get(target, name) {
      if (typeof name !== 'string' || name in Object.prototype) return Reflect.get(target, name);
      const space = spaces.get(name) ?? operators<object>(name);
      spaces.set(name, space);
      return space;
    },
  },
);

const table: Record<string, AnyFunction> = Object.create(libraries);
for (const name of FUNCTIONS.split(' ')) {
  const target = new Operator(name);
  table[camel(name)] = (...args) => invoke(target, undefined, args);
}

/**
 * Every aten operator as a function, `_`-prefixed ones included, under PyTorch's name in camel case; and those of other
 * libraries by namespace.
 *
 * @example
 * ops.softmax(x, -1);
 * ops.torchvision.nms(boxes, scores, 0.5); // once its library is loaded and its types are declared
 */
export const ops = table as unknown as Functions & OperatorLibraries; // as: the generated declarations describe this table
