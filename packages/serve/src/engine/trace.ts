import { observeCalls, type Tensor, Tensor as TensorClass } from '@capstan/torch';

/** A tensor of a trace by number: a step reads and writes numbered places, as a processor its registers. */
export class Place {
  readonly index: number;

  constructor(index: number) {
    this.index = index;
  }
}

/** One call: arguments with places and constants for tensors, and the places that its results go to. */
export type Step = { name: string; args: unknown[]; results: number[] };

/** What a model does, as a list of calls. */
export type Trace = {
  steps: Step[];
  input: number;
  output: number;
  /** Places in all. */
  places: number;
  /** Shape of each place at the time of tracing. */
  shapes: number[][];
};

/**
 * Runs a function of one tensor and writes down the calls that it makes.
 *
 * @param constants the tensors that the function may use besides its input: a model's state
 * @returns undefined where a list of calls would not say all: a tensor of unknown origin, a constant that is written to,
 *   a tensor written to while another shares its memory, several results
 */
export function trace(forward: (input: Tensor) => Tensor, input: Tensor, constants: Set<Tensor>): Trace | undefined {
  const places = new Map<Tensor, number>([[input, 0]]);
  const memory = new Map<number, Tensor[]>([[input.storageAddress(), [input]]]);
  const shapes = [input.shape];
  const steps: Step[] = [];
  let whole = true;

  const read = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(read);
    if (!(value instanceof TensorClass)) return value;
    const place = places.get(value);
    if (place !== undefined) return new Place(place);
    if (!constants.has(value)) whole = false;
    return value;
  };
  const shared = (tensor: Tensor) =>
    memory.get(tensor.storageAddress())?.some((other) => other !== tensor && !other.isFreed);
  const write = (tensor: Tensor): number => {
    const place = places.size;
    places.set(tensor, place);
    shapes.push(tensor.shape);
    const address = tensor.storageAddress();
    const sharing = memory.get(address)?.filter((other) => !other.isFreed) ?? []; // freed memory comes back to others
    memory.set(address, [...sharing, tensor]);
    return place;
  };

  const output = observeCalls(
    () => forward(input),
    ({ name, args, result }) => {
      if (!(result instanceof TensorClass)) {
        whole = false;
        return;
      }
      const step = { name, args: args.map(read) };
      const known = places.get(result);
      if (known !== undefined && shared(result)) whole = false; // a view would change as well
      if (constants.has(result)) whole = false;
      steps.push({ ...step, results: [known ?? write(result)] });
    },
  );
  const last = places.get(output);
  if (!whole || last === undefined) return undefined;
  return { steps, input: 0, output: last, places: places.size, shapes };
}

/** Whether two traces make the same calls with the same arguments: then no argument depends on the number of rows. */
export function sameCalls(a: Trace, b: Trace): boolean {
  const same = (x: unknown, y: unknown): boolean => {
    if (Array.isArray(x)) return Array.isArray(y) && x.length === y.length && x.every((value, i) => same(value, y[i]));
    if (x instanceof Place) return y instanceof Place && x.index === y.index;
    if (x instanceof TensorClass || typeof x !== 'object' || x === null) return Object.is(x, y);
    return JSON.stringify(x) === JSON.stringify(y); // options: plain objects of plain values
  };
  return (
    a.output === b.output &&
    a.steps.length === b.steps.length &&
    a.steps.every(({ name, args, results }, i) => {
      const other = b.steps[i]!;
      return name === other.name && same(args, other.args) && same(results, other.results);
    })
  );
}

/** The places that a step reads. */
export function reads(step: Step): number[] {
  const found: number[] = [];
  const visit = (value: unknown): void => {
    if (value instanceof Place) found.push(value.index);
    else if (Array.isArray(value)) for (const inner of value) visit(inner);
    else if (typeof value === 'object' && value !== null && !(value instanceof TensorClass))
      for (const inner of Object.values(value)) visit(inner);
  };
  visit(step.args);
  return found;
}
