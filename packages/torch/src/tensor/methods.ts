// Installs every operator whose first argument is `self` as a method of Tensor; the types are generated/methods.ts.
import { METHODS } from '../../generated/operators.ts';
import { invoke } from '../engine/dispatch.ts';
import { camel } from '../engine/names.ts';
import { Operator } from '../engine/operator.ts';
import { Tensor } from './tensor.ts';

for (const name of METHODS.split(' ')) {
  const method = camel(name);
  if (method in Tensor.prototype) continue;
  const target = new Operator(name);
  Object.defineProperty(Tensor.prototype, method, {
    value(this: Tensor, ...args: unknown[]) {
      return invoke(target, this, args);
    },
    writable: true,
    configurable: true,
  });
}
