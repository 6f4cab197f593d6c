import { Tensor } from '../../tensor/tensor.ts';
import { Module } from '../module/module.ts';
import { Buffer } from '../module/parameter.ts';
import { pairs } from '../module/print.ts';
import { withDefaults } from '../options.ts';
import { code } from './reduction.ts';

type Pair = [input: Tensor, target: Tensor];

export type Triple = [anchor: Tensor, positive: Tensor, negative: Tensor];

/** A loss's class, as the list `nn.losses` holds them by name. */
export interface LossClass {
  new (options?: never): Module<never, Tensor>;
  /** What each option is when it is left out. */
  readonly defaults: object;
  /** Reductions of its own, besides 'mean', 'sum' and 'none'. */
  readonly reductions?: readonly string[];
  /** Refuses options out of range. */
  check?(where: string, options: object): void;
}

/**
 * A loss: a function of `nn.functional` with its options. Weights among them are buffers of the module: they move with it,
 * and stand in its state under PyTorch's keys.
 */
export abstract class Loss<O extends object, In extends unknown[] = Pair> extends Module<In> {
  static keys = { options: null };
  readonly options: O;

  constructor(options?: O) {
    super();
    const { name, defaults, reductions, check } = new.target as unknown as LossClass & { name: string }; // as: the class that is made
    const whole = withDefaults(name, defaults, options);
    if ('reduction' in whole && !reductions?.includes(String(whole.reduction))) code(name, String(whole.reduction));
    check?.(name, whole);
    const entries = Object.entries(options ?? {}).map(([key, value]) => [key, keep(value)]);
    this.options = Object.fromEntries(entries); // the same keys, and tensors for tensors
    for (const key of Object.keys(defaults)) {
      const value = this.options[key as keyof O]; // a key or not: undefined then
      if (value instanceof Buffer) Object.assign(this, { [key]: value });
    }
  }

  override extraRepr(): string {
    return pairs(Object.fromEntries(Object.entries(this.options).filter(([, value]) => !(value instanceof Buffer))));
  }
}

const keep = (value: unknown): unknown => (value instanceof Tensor ? new Buffer(value) : value);
