import { AssertionError } from 'node:assert';
import { backward } from '../autograd/autograd.ts';
import { manualSeed } from '../devices/context.ts';
import { scope } from '../engine/scope.ts';
import * as functional from '../nn/functional/index.ts';
import * as init from '../nn/init.ts';
import { empty } from '../tensor/create.ts';
import type { DType } from '../tensor/dtype.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { assertClose, difference } from './close.ts';
import { build, type Case, type Encoded, type Fixture, tensorsOf, testDevice } from './fixture.ts';

/**
 * How close a recorded number must be met: |a − b| ≤ rtol·(max|b| + |b|), the maximum taken over the tensor, so that
 * what nearly cancels is measured against what it came from.
 */
export const RTOL: Partial<Record<DType, number>> = {
  float32: 1e-6,
  float64: 1e-12,
  bfloat16: 2 ** -8,
  float16: 2 ** -11,
};

// Recorded on a CPU: a GPU sums in another order, and rounds an exponential or a root in another bit.
if (testDevice !== 'cpu') Object.assign(RTOL, { float32: 2e-5, float64: 1e-11, bfloat16: 2 ** -7, float16: 2 ** -10 });

/** Collects the greatest error met, as a share of max|b| + |b|. */
export class Worst {
  error = 0;
  name = '';
  /** Whether the values are drawn by a generator other than the recorded one: only their shape and dtype must be met. */
  drawn = false;
  /** The least relative tolerance. */
  floor = 0;

  see(error: number, name: string): void {
    if (error > this.error) [this.error, this.name] = [error, name];
  }
}

/** Compares under the rule of RTOL; integers and booleans must be equal. */
export function meet(
  actual: Tensor,
  expected: Tensor,
  what: string,
  worst: Worst,
  rtol = Math.max(RTOL[expected.dtype] ?? 0, worst.floor),
): void {
  if (worst.drawn) {
    if (actual.shape.join() === expected.shape.join() && actual.dtype === expected.dtype) return;
    throw new AssertionError({ message: `${what}: a drawn tensor of another shape or dtype` });
  }
  const scale = greatest(expected);
  const { difference: apart, expected: there } = difference(actual, expected, {
    rtol,
    atol: rtol * scale,
    equalNan: true,
  }).greatest;
  worst.see(apart === 0 ? 0 : apart / (scale + Math.abs(there) || 1), what);
  assertClose(actual, expected, { rtol, atol: rtol * scale, equalNan: true, message: what });
}

function greatest(tensor: Tensor): number {
  let result = 0;
  for (const value of tensor.data()) {
    const size = Math.abs(Number(value));
    if (Number.isFinite(size) && size > result) result = size;
  }
  return result;
}

function meetAll(
  fixture: Fixture,
  actual: readonly (Tensor | undefined)[],
  refs: readonly (string | null)[],
  what: string,
  worst: Worst,
): void {
  if (actual.length !== refs.length)
    throw new AssertionError({ message: `${what}: expected ${refs.length} tensors, received ${actual.length}` });
  refs.forEach((ref, i) => {
    const mine = actual[i];
    if (ref === null) return;
    if (!mine) throw new AssertionError({ message: `${what} ${i}: expected a tensor, received none` });
    meet(mine, fixture.tensor(ref), `${what} ${i}`, worst);
  });
}

// A GPU draws other numbers than a CPU; cuDNN has no backward of a recurrent layer in eval; CUDA's kernels take a sixth
// in float32 also for float64.
const DRAWN = /dropout|rrelu|gumbel|FractionalMaxPool|Transformer..coderLayer\(8, 2, dimFeedforward=12/i;
const UNTRAINED = /^(RNN|LSTM|GRU)\(/;
const SIXTH = /hard(sigmoid|swish).* float64/i;

const noBackward = (c: Case): boolean => testDevice !== 'cpu' && c.train === false && UNTRAINED.test(c.name);

/** Runs one recorded case of a module, function, initialiser or layer's initial state, and compares everything. */
export function check(fixture: Fixture, recorded: Case, worst: Worst): void {
  using _temporaries = scope();
  const here = new Worst();
  here.drawn = testDevice !== 'cpu' && recorded.train !== false && DRAWN.test(recorded.name);
  here.floor = testDevice !== 'cpu' && SIXTH.test(recorded.name) ? 1e-7 : 0;
  CHECKS[recorded.kind]?.(fixture, recorded, here);
  worst.see(here.error, `${recorded.name}: ${here.name}`);
}

const CHECKS: Record<string, (fixture: Fixture, recorded: Case, worst: Worst) => void> = {
  module: checkModule,
  function: checkFunction,
  init: checkInit,
  layer: checkLayer,
  gain: checkGain,
};

function checkModule(fixture: Fixture, c: Case, worst: Worst): void {
  const { decode, leaves } = fixture.decoder();
  const module = build(c.class, c.args ?? [], c.options, decode)
    .to(c.dtype)
    .train(c.train);
  module.loadStateDict(
    Object.fromEntries(Object.entries(c.state ?? {}).map(([key, ref]) => [key, fixture.tensor(ref)])),
  );
  const inputs = (c.inputs ?? []).map(decode);
  const call = c.call ? [decode(c.call)] : [];
  manualSeed(c.seed);
  const outputs = tensorsOf(module(...inputs, ...call));
  compare(fixture, c, outputs, leaves, worst);
  if (noBackward(c)) return;
  const parameters = new Map(module.namedParameters());
  for (const [key, ref] of Object.entries(c.gradParams ?? {})) {
    const grad = parameters.get(key)?.grad;
    if (!grad) throw new AssertionError({ message: `${key} has no gradient` });
    meet(grad, fixture.tensor(ref), `gradient of ${key}`, worst);
  }
  const state = module.stateDict();
  for (const [key, ref] of Object.entries(c.after ?? {}))
    meet(state[key]!, fixture.tensor(ref), `${key} afterwards`, worst); // loaded, so there
}

function checkFunction(fixture: Fixture, c: Case, worst: Worst): void {
  const { decode, leaves } = fixture.decoder();
  const fn = named(functional, c.function);
  const args = (c.args ?? []).map(decode);
  const options = c.options ? [decode(c.options)] : [];
  manualSeed(c.seed);
  compare(fixture, c, tensorsOf(fn(...args, ...options)), leaves, worst);
}

function compare(fixture: Fixture, c: Case, outputs: Tensor[], leaves: Tensor[], worst: Worst): void {
  meetAll(fixture, outputs, c.outputs ?? [], 'output', worst);
  if (!c.cotangents || noBackward(c)) return;
  const roots = outputs.flatMap((output, i) =>
    c.cotangents?.[i] ? [[output, fixture.copy(c.cotangents[i])] as const] : [],
  );
  backward(
    roots.map(([output]) => output),
    roots.map(([, cotangent]) => cotangent),
  );
  meetAll(
    fixture,
    leaves.map((leaf) => leaf.grad),
    c.gradInputs ?? [],
    'gradient of input',
    worst,
  );
}

// These compute with the drawn numbers, in an order that depends on the machine's vector instructions.
const COMPUTED = /orthogonal|trunc_?normal/i;

/** Same seed, same generator: equal bit for bit, unless the values are computed from what was drawn. */
function checkInit(fixture: Fixture, c: Case, worst: Worst): void {
  const tensor = empty(c.shape, { dtype: c.dtype });
  manualSeed(c.seed);
  named(init, c.function)(tensor, ...(c.args ?? []), ...(c.options ? [c.options] : []));
  const rtol = COMPUTED.test(c.function) ? undefined : 0;
  meet(tensor, fixture.tensor(c.outputs![0]!), 'values', worst, rtol); // an init case has one output
}

function checkLayer(fixture: Fixture, c: Case, worst: Worst): void {
  manualSeed(c.seed);
  const module = fixture.decoder().decode(c.module) as ReturnType<typeof build>; // c.module encodes a module
  const state = module.stateDict();
  const [mine, theirs] = [Object.keys(state), Object.keys(c.state ?? {})];
  if (mine.join() !== theirs.join())
    throw new AssertionError({ message: `expected the keys ${theirs}, received ${mine}` });
  for (const [key, ref] of Object.entries(c.state ?? {})) meet(state[key]!, fixture.tensor(ref), key, worst, 0);
}

function checkGain(fixture: Fixture, c: Case, worst: Worst): void {
  const [nonlinearity, param] = c.args as [init.Nonlinearity, number?]; // as recorded
  const gain = init.calculateGain(nonlinearity, param);
  worst.see(Math.abs(gain - fixture.tensor(c.outputs![0]!).item()), 'gain'); // a gain case has one output
  if (worst.error > 1e-15) throw new AssertionError({ message: `gain ${gain}` });
}

function named(namespace: object, name: string): (...args: (unknown | Encoded)[]) => unknown {
  const fn = (namespace as Record<string, (...args: unknown[]) => unknown>)[name]; // by name, from the fixture
  if (!fn) throw new Error(`there is no function ${name}`);
  return fn;
}
