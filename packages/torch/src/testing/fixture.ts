import { readFile } from 'node:fs/promises';
import { load } from '../files/safetensors.ts';
import * as nn from '../nn/index.ts';
import type { AnyModule } from '../nn/module/module.ts';
import type { Device, DType } from '../tensor/dtype.ts';
import { Tensor } from '../tensor/tensor.ts';

/** Where recorded cases are run: the device that CAPSTAN_TEST_DEVICE names, by default the CPU. */
export const testDevice = (process.env.CAPSTAN_TEST_DEVICE ?? 'cpu') as Device; // as: the engine refuses others

/** A value of a recorded case: JSON, with references to tensors, modules and numbers that JSON lacks. */
export type Encoded = null | boolean | number | string | Encoded[] | { [key: string]: Encoded };

type Ref = string | null;

/** One recorded call; what each kind holds is written by tools/record.py. */
export interface Case {
  readonly name: string;
  readonly kind: string;
  readonly class: string;
  readonly function: string;
  readonly dtype: DType;
  readonly seed: number;
  readonly train: boolean;
  readonly shape: readonly number[];
  readonly module: Encoded;
  readonly args?: Encoded[];
  readonly options?: Record<string, Encoded>;
  readonly inputs?: Encoded[];
  readonly call?: Record<string, Encoded>;
  readonly state?: Record<string, string>;
  readonly after?: Record<string, string>;
  readonly outputs?: readonly string[];
  readonly cotangents?: readonly Ref[];
  readonly gradInputs?: readonly Ref[];
  readonly gradParams?: Record<string, string>;
}

/** A group of recorded cases with its tensors: fixtures/<group>.json and .safetensors. */
export class Fixture<C = Case> {
  readonly cases: readonly C[];
  readonly made: Readonly<Record<string, string | number>>;
  readonly #tensors: Record<string, Tensor>;

  constructor(made: Readonly<Record<string, string | number>>, cases: readonly C[], tensors: Record<string, Tensor>) {
    this.made = made;
    this.cases = cases;
    this.#tensors = tensors;
  }

  static async open<C = Case>(folder: URL, group: string): Promise<Fixture<C>> {
    const text = await readFile(new URL(`${group}.json`, folder), 'utf8');
    const { made, cases } = JSON.parse(text) as { made: Record<string, string | number>; cases: C[] }; // written by tools/record.py
    return new Fixture(made, cases, await load(new URL(`${group}.safetensors`, folder).pathname));
  }

  /** A copy of a recorded tensor on the device under test. */
  copy(ref: string): Tensor {
    return this.tensor(ref).to({ device: testDevice, copy: true });
  }

  /** A recorded tensor, as it is: do not write to it. */
  tensor(ref: string): Tensor {
    const tensor = this.#tensors[ref];
    if (!tensor) throw new Error(`the fixture has no tensor ${ref}`);
    return tensor;
  }

  /** Turns encoded values into real ones; the tensors are copies, one for each reference. */
  decoder(): Decoder {
    const copies = new Map<string, Tensor>();
    const leaves: Tensor[] = [];
    const decode = (value: Encoded | undefined): unknown => {
      if (value === null) return null;
      if (typeof value !== 'object') return value;
      if (Array.isArray(value)) return value.map(decode);
      const { $tensor: ref, $module: name, $number: number } = value;
      if (typeof number === 'string') return Number(number);
      if (typeof name === 'string')
        return build(
          name,
          (value.args ?? []) as Encoded[],
          value.options as Record<string, Encoded> | undefined,
          decode,
        );
      if (typeof ref !== 'string')
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item)]));
      let copy = copies.get(ref);
      if (!copy) {
        copy = this.copy(ref);
        if (value.grad === true) copy.requiresGrad = true;
        copies.set(ref, copy);
      }
      if (value.grad === true) leaves.push(copy);
      return copy;
    };
    return { decode, leaves };
  }
}

export interface Decoder {
  decode(value: Encoded | undefined): unknown;
  /** Every decoded tensor that wants a gradient, in order, repeated where its reference is. */
  readonly leaves: Tensor[];
}

/** new nn.<name>(...args, options). */
export function build(
  name: string,
  args: Encoded[],
  options: Record<string, Encoded> | undefined,
  decode: (value: Encoded | undefined) => unknown,
): AnyModule {
  const Class = (nn as unknown as Record<string, new (...args: unknown[]) => AnyModule>)[name]; // by name, from the fixture
  if (!Class) throw new Error(`nn has no ${name}`);
  return new Class(...args.map(decode), ...(options ? [decode(options)] : [])).to(testDevice);
}

/** The tensors in nested arrays, in order. */
export const tensorsOf = (value: unknown): Tensor[] =>
  [value].flat(Number.POSITIVE_INFINITY).filter((item) => item instanceof Tensor);
