import { Tensor } from '../../tensor/tensor.ts';
import { Module } from '../module/module.ts';
import { Buffer } from '../module/parameter.ts';
import { pairs } from '../module/print.ts';

type Pair = [input: Tensor, target: Tensor];

export type Triple = [anchor: Tensor, positive: Tensor, negative: Tensor];

/** A loss: a function of `nn.functional` with its options. Class weights among them are moved with the module. */
export abstract class Loss<O extends object, In extends unknown[] = Pair> extends Module<In> {
  readonly options: O;

  constructor(options?: O) {
    super();
    this.options = owned(options);
  }

  override extraRepr(): string {
    return pairs(Object.fromEntries(Object.entries(this.options).filter(([, value]) => !(value instanceof Buffer))));
  }
}

/** Tensors among the options become buffers, so that `to` moves them; they are not saved, as they are settings. */
function owned<O extends object>(options: O | undefined): O {
  const entries = Object.entries(options ?? {}).map(([key, value]) => [key, keep(value)]);
  return Object.fromEntries(entries); // the same keys, and tensors for tensors
}

const keep = (value: unknown): unknown => (value instanceof Tensor ? new Buffer(value, { persistent: false }) : value);
