import { ops } from '../../engine/ops.ts';
import { zeros } from '../../tensor/create.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { requireWord } from '../errors.ts';
import { uniform_ } from '../init.ts';
import { Module } from '../module/module.ts';
import { blank, type Parameter } from '../module/parameter.ts';
import type { Placement } from '../module/placement.ts';
import { type Options, withDefaults } from '../options.ts';

/** A recurrent network's state: one tensor, or LSTM's two. */
export type Hidden = Tensor | Pair;
export type Pair = readonly [h: Tensor, c: Tensor];

interface CellDefaults extends Placement {
  bias: boolean;
}
const CELL: CellDefaults = { bias: true, dtype: undefined, device: undefined };

/** One step of a recurrent network. */
abstract class Cell<H extends Hidden> extends Module<[input: Tensor, hx?: H], H> {
  readonly inputSize: number;
  readonly hiddenSize: number;
  weightIh: Parameter;
  weightHh: Parameter;
  biasIh: Parameter | undefined;
  biasHh: Parameter | undefined;

  constructor(gates: number, inputSize: number, hiddenSize: number, o: CellDefaults) {
    super();
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.weightIh = blank([gates * hiddenSize, inputSize], o);
    this.weightHh = blank([gates * hiddenSize, hiddenSize], o);
    this.biasIh = o.bias ? blank([gates * hiddenSize], o) : undefined;
    this.biasHh = o.bias ? blank([gates * hiddenSize], o) : undefined;
    this.resetParameters();
  }

  /** U(−1/√hiddenSize, 1/√hiddenSize). */
  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.hiddenSize);
    for (const weight of this.parameters()) uniform_(weight, { a: -bound, b: bound });
  }

  protected zeros(input: Tensor): Tensor {
    return zeros([input.shape[0]!, this.hiddenSize], { dtype: input.dtype, device: input.device });
  }

  override expects(input: Tensor): string | undefined {
    return input.shape.at(-1) === this.inputSize ? undefined : `(N, ${this.inputSize})`;
  }

  override extraRepr(): string {
    return [`${this.inputSize}, ${this.hiddenSize}`, ...(this.biasIh ? [] : ['bias=false'])].join(', ');
  }
}

/** A cell whose state is one tensor, (N, hidden) or (hidden). */
abstract class SingleCell extends Cell<Tensor> {
  protected abstract step(input: Tensor, hx: Tensor): Tensor;

  forward(input: Tensor, hx?: Tensor): Tensor {
    if (input.ndim === 2) return this.step(input, hx ?? this.zeros(input));
    const batched = ops.unsqueeze(input, 0);
    return ops.squeeze(this.step(batched, hx ? ops.unsqueeze(hx, 0) : this.zeros(batched)), 0);
  }
}

interface RNNCellDefaults extends CellDefaults {
  nonlinearity: 'tanh' | 'relu';
}
const RNN_CELL: RNNCellDefaults = { ...CELL, nonlinearity: 'tanh' };

/** h' = tanh(W·x + U·h + b). */
export class RNNCell extends SingleCell {
  readonly nonlinearity: 'tanh' | 'relu';

  constructor(inputSize: number, hiddenSize: number, options?: Options<RNNCellDefaults>) {
    const o = withDefaults('RNNCell', RNN_CELL, options);
    super(1, inputSize, hiddenSize, o);
    requireWord('RNNCell', 'nonlinearity', o.nonlinearity, ['tanh', 'relu']);
    this.nonlinearity = o.nonlinearity;
  }

  protected step(input: Tensor, hx: Tensor): Tensor {
    const op = this.nonlinearity === 'tanh' ? ops.rnnTanhCell : ops.rnnReluCell;
    return op(input, hx, this.weightIh, this.weightHh, this.biasIh ?? null, this.biasHh ?? null);
  }
}

/** One step of a gated recurrent unit. */
export class GRUCell extends SingleCell {
  constructor(inputSize: number, hiddenSize: number, options?: Options<CellDefaults>) {
    super(3, inputSize, hiddenSize, withDefaults('GRUCell', CELL, options));
  }

  protected step(input: Tensor, hx: Tensor): Tensor {
    return ops.gruCell(input, hx, this.weightIh, this.weightHh, this.biasIh ?? null, this.biasHh ?? null);
  }
}

/** One step of long short-term memory: [h, c]. */
export class LSTMCell extends Cell<Pair> {
  constructor(inputSize: number, hiddenSize: number, options?: Options<CellDefaults>) {
    super(4, inputSize, hiddenSize, withDefaults('LSTMCell', CELL, options));
  }

  forward(input: Tensor, hx?: Pair): Pair {
    const { weightIh, weightHh, biasIh, biasHh } = this;
    if (input.ndim === 2) {
      const state = hx ? [...hx] : [this.zeros(input), this.zeros(input)];
      return ops.lstmCell(input, state, weightIh, weightHh, biasIh ?? null, biasHh ?? null);
    }
    const batched = ops.unsqueeze(input, 0);
    const state = hx ? hx.map((h) => ops.unsqueeze(h, 0)) : [this.zeros(batched), this.zeros(batched)];
    const [h, c] = ops.lstmCell(batched, state, weightIh, weightHh, biasIh ?? null, biasHh ?? null);
    return [ops.squeeze(h, 0), ops.squeeze(c, 0)];
  }
}
