// One argument of a call that is right, in every way in which a kernel's trust in it may be wrong: an index, an offset or a size
// out of range, a saved tensor of another shape, dtype or layout.
import * as torch from '../src/index.ts';
import { Tensor } from '../src/index.ts';

const INTEGERS = [-1, -2, 0, 1, 2, 7, 1000, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 40, 2 ** 53 - 1, -(2 ** 53) + 1];
const NUMBERS = [0, -1, 0.5, 1e300, 2 ** 53, Number.NaN, Infinity, -Infinity];
const DTYPES = ['float32', 'float64', 'bfloat16', 'complex64', 'int64', 'int32', 'uint8', 'bool'] as const;
const PLACES = [-1, 1_000_000, 100_000_000, 2 ** 40, -(2 ** 40)];

type Bend = () => unknown;

const whole = (dtype: string) => /int/.test(dtype);

function shapes(x: Tensor): Bend[] {
  const { shape, dtype } = x;
  const last = shape.length - 1;
  const bends: Bend[] = [[], [0], [1], [2, 0], [1, 1, 1, 1, 1]].map(
    (other) => () => torch.ones(other, { dtype: 'float32' }).to(dtype),
  );
  bends.push(
    () => x.unsqueeze(0),
    () => x.flatten(),
  );
  if (shape.length === 0) return bends;
  for (const dim of new Set([0, last])) {
    if (shape[dim]! > 0)
      bends.push(
        () => x.narrow(dim, 0, shape[dim]! - 1).clone(),
        () => x.narrow(dim, 0, 0).clone(),
      );
    bends.push(
      () => torch.cat([x, x], dim),
      () => x.select(dim, 0).clone(),
    );
  }
  if (last > 0)
    bends.push(
      () => x.transpose(0, last).contiguous(),
      () => x.transpose(0, last).contiguous().transpose(0, last),
    );
  if (shape[0]! > 1) bends.push(() => x.narrow(0, 0, 1).expand(shape)); // every row the same memory
  return bends;
}

function layouts(x: Tensor): Bend[] {
  const bends: Bend[] = [() => x.to('meta'), () => null];
  if (/float|complex/.test(x.dtype)) bends.push(() => x.clone().requiresGrad_());
  if (x.ndim > 0) bends.push(() => x.toSparse());
  if (x.ndim === 2)
    bends.push(
      () => x.toSparseCsr(),
      () => x.toSparseCsc(),
    );
  if (x.dtype === 'float32' && x.ndim > 0 && x.ndim < 6) bends.push(() => torch.ops.toMkldnn(x));
  return bends;
}

function places(x: Tensor): Bend[] {
  if (!whole(x.dtype) || x.numel() === 0) return [];
  return PLACES.flatMap((place): Bend[] => [
    () => torch.full(x.shape, place).to(x.dtype),
    () => {
      const bent = x.clone();
      bent.view([-1]).setAt(-1, place);
      return bent;
    },
  ]);
}

/** The ways in which a value can be wrong; of a list, each of its elements too. */
export function bends(value: unknown): Bend[] {
  if (value instanceof Tensor)
    return [...shapes(value), ...places(value), ...DTYPES.map((dtype) => () => value.to(dtype)), ...layouts(value)];
  if (typeof value === 'number') {
    const around = Number.isInteger(value) ? [value + 1, value - 1] : [];
    return [...INTEGERS, ...NUMBERS, ...around, null].map((other) => () => other);
  }
  if (typeof value === 'boolean') return [() => !value];
  if (typeof value === 'string') return [() => '', () => 'nonsense'];
  if (value === null)
    return [
      () => -1,
      () => 2 ** 40,
      () => true,
      () => [],
      () => [1],
      () => torch.ones([2]),
      () => torch.ones([1]).to('int64'),
    ];
  if (!Array.isArray(value)) return [];
  const list: unknown[] = value;
  const others: Bend[] = [() => [], () => list.slice(1), () => [...list, list[0] ?? 1], () => [...list, ...list]];
  if (list.every((each) => typeof each === 'number'))
    others.push(...[-1, 0, 2 ** 31, 2 ** 53 - 1].map((all) => () => list.map(() => all)));
  for (const [i, each] of list.entries())
    for (const bend of bends(each)) others.push(() => list.map((one, k) => (k === i ? bend() : one)));
  return others;
}
