import { type Tensor, tensor } from '@capstan/torch';

/** base + scale · sin(step · i + start) of the place i: numbers that `tools/record.py` makes too. */
export function sine(shape: readonly number[], step: number, start: number, scale: number, base: number): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  return tensor(Float32Array.from({ length: count }, (_, i) => base + scale * Math.sin(i * step + start))).view([
    ...shape,
  ]);
}

/** The picture that the recorded outputs are of. */
export const picture = (shape: readonly number[]): Tensor => sine(shape, 0.37, 0, 1.5, 0);
