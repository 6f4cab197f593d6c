import { inspect } from 'node:util';
import { isOptions } from '../engine/is-options.ts';
import { Tensor } from './tensor.ts';

/** A value as an error message shows it: `Tensor[2, 3] float32`, `'same'`, `[1, 2]`. Calls no getter. */
export function describe(value: unknown, depth = 0): string {
  if (value instanceof Tensor) {
    try {
      const { device, shape, dtype } = value;
      return `Tensor[${shape.join(', ')}] ${dtype}${device === 'cpu' ? '' : ` ${device}`}`;
    } catch {
      return 'freed Tensor'; // or an object that was made to look like one
    }
  }
  const inner = (each: unknown) => (depth < 3 ? describe(each, depth + 1) : '…');
  if (Array.isArray(value))
    return `[${value.slice(0, 4).map(inner).join(', ')}${value.length > 4 ? `, … ${value.length} in all` : ''}]`;
  if (isOptions(value)) {
    const fields = Object.entries(Object.getOwnPropertyDescriptors(value));
    return `{ ${fields.map(([name, field]) => `${name}: ${'value' in field ? inner(field.value) : '[Getter]'}`).join(', ')} }`;
  }
  return inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 60 });
}
