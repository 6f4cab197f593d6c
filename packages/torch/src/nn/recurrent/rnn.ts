import { cells, native } from '../../engine/native.ts';
import { ops } from '../../engine/ops.ts';
import { TorchError } from '../../errors.ts';
import { deviceCode } from '../../tensor/dtype.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { invalidArgument, requireWord } from '../errors.ts';
import { uniform_ } from '../init.ts';
import type { Keys } from '../module/keys.ts';
import { Module } from '../module/module.ts';
import { blank, type Parameter } from '../module/parameter.ts';
import type { Placement } from '../module/placement.ts';
import { pairs } from '../module/print.ts';
import { type Options, withDefaults } from '../options.ts';
import { PackedSequence } from '../utils/rnn.ts';
import type { Hidden, Pair } from './rnn-cell.ts';

interface RecurrentDefaults extends Placement {
  numLayers: number;
  bias: boolean;
  batchFirst: boolean;
  dropout: number;
  bidirectional: boolean;
}
const RECURRENT: RecurrentDefaults = {
  numLayers: 1,
  bias: true,
  batchFirst: false,
  dropout: 0,
  bidirectional: false,
  dtype: undefined,
  device: undefined,
};
export type RecurrentOptions = Options<RecurrentDefaults>;

type Shape = readonly number[];

/** The weights of a recurrent network in the order the engine takes them, and what its families share. */
abstract class Recurrent<H extends Hidden> extends Module<[input: Tensor, hx?: H], [output: Tensor, hx: H]> {
  static readonly keys: Keys = { weights: '', flat: null };
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly batchFirst: boolean;
  readonly dropout: number;
  readonly bidirectional: boolean;
  readonly projSize: number;
  readonly hasBias: boolean;
  /** By PyTorch's names: `weight_ih_l0`, `bias_hh_l1_reverse` … */
  readonly weights: Record<string, Parameter> = {};
  protected readonly flat: Parameter[] = [];

  constructor(gates: number, inputSize: number, hiddenSize: number, o: RecurrentDefaults & { projSize: number }) {
    super();
    const where = new.target.name;
    if (!(o.dropout >= 0 && o.dropout <= 1)) throw invalidArgument(where, 'dropout from 0 to 1', String(o.dropout));
    if (!(o.numLayers >= 1)) throw invalidArgument(where, 'numLayers of 1 or more', String(o.numLayers));
    if (o.projSize < 0 || o.projSize >= hiddenSize) {
      throw invalidArgument(where, `projSize from 0 to below hiddenSize ${hiddenSize}`, String(o.projSize));
    }
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.numLayers = o.numLayers;
    this.batchFirst = o.batchFirst;
    this.dropout = o.dropout;
    this.bidirectional = o.bidirectional;
    this.projSize = o.projSize;
    this.hasBias = o.bias;
    const output = o.projSize || hiddenSize;
    const directions = o.bidirectional ? 2 : 1;
    for (let layer = 0; layer < o.numLayers; layer++) {
      for (let direction = 0; direction < directions; direction++) {
        const name = `l${layer}${direction === 1 ? '_reverse' : ''}`;
        const inputs = layer === 0 ? inputSize : output * directions;
        this.add(`weight_ih_${name}`, [gates * hiddenSize, inputs], o);
        this.add(`weight_hh_${name}`, [gates * hiddenSize, output], o);
        if (o.bias) {
          this.add(`bias_ih_${name}`, [gates * hiddenSize], o);
          this.add(`bias_hh_${name}`, [gates * hiddenSize], o);
        }
        if (o.projSize > 0) this.add(`weight_hr_${name}`, [o.projSize, hiddenSize], o);
      }
    }
    this.resetParameters();
  }

  private add(name: string, shape: Shape, place: Placement): void {
    const parameter = blank(shape, place);
    this.weights[name] = parameter;
    this.flat.push(parameter);
  }

  /** U(−1/√hiddenSize, 1/√hiddenSize). */
  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.hiddenSize);
    for (const weight of this.flat) uniform_(weight, { a: -bound, b: bound });
  }

  /** Zeros for a state that was not given: (layers · directions, N, size). */
  protected zeros(input: Tensor, batch: number, size: number): Tensor {
    const layers = this.numLayers * (this.bidirectional ? 2 : 1);
    return ops.zeros([layers, batch, size], { dtype: input.dtype, device: input.device });
  }

  protected abstract initial(input: Tensor, batch: number): H;
  protected abstract map(hx: H, fn: (state: Tensor) => Tensor): H;
  protected abstract run(input: Tensor, hx: H): [Tensor, H];
  protected abstract runPacked(data: Tensor, batchSizes: Tensor, hx: H): [Tensor, H];

  /**
   * @param input (T, N, inputSize), (N, T, inputSize) with `batchFirst`, or (T, inputSize)
   * @param hx the state before the first step, zeros unless given
   */
  forward(input: Tensor, hx?: H): [Tensor, H] {
    const { shape } = input;
    this.check(input, shape.length === 2 || shape.length === 3, shape.at(-1));
    if (shape.length === 3) {
      const batch = shape[this.batchFirst ? 0 : 1]!; // three dimensions
      return this.run(input, hx ? this.checked(hx, batch) : this.initial(input, batch));
    }
    const batched = ops.unsqueeze(input, this.batchFirst ? 0 : 1);
    const state = hx
      ? this.checked(
          this.map(hx, (h) => ops.unsqueeze(h, 1)),
          1,
        )
      : this.initial(batched, 1);
    const [output, last] = this.run(batched, state);
    return [ops.squeeze(output, this.batchFirst ? 0 : 1), this.map(last, (h) => ops.squeeze(h, 1))];
  }

  /** oneDNN's kernels read as far as the weights say, whatever they are given. */
  private check(input: Tensor, dims: boolean, features: number | undefined): void {
    if (!dims || features !== this.inputSize) throw new TorchError('shape', this.expects(input) ?? 'another shape');
    const dtype = this.flat[0]!.dtype; // there is one layer at least
    if (input.dtype !== dtype && !autocasts(input)) {
      throw new TorchError('dtype', `expected an input of ${dtype}, as the weights are, received ${input.dtype}`, {
        hint: `convert the input with to('${dtype}'), or the module`,
      });
    }
  }

  private checked(hx: H, batch: number): H {
    const layers = this.numLayers * (this.bidirectional ? 2 : 1);
    const states: readonly Tensor[] = Array.isArray(hx) ? hx : [hx as Tensor]; // a pair or a tensor
    states.forEach((state, i) => {
      const expected = [layers, batch, i === 0 && this.projSize ? this.projSize : this.hiddenSize].join(', ');
      const received = state.shape.join(', ');
      if (received !== expected)
        throw new TorchError('shape', `expected a state (${expected}), received (${received})`);
    });
    return hx;
  }

  /** As a call, for sequences of different lengths without padding. */
  packed(sequence: PackedSequence, hx?: H): [PackedSequence, H] {
    const { data, batchSizes, sortedIndices, unsortedIndices } = sequence;
    this.check(data, data.ndim === 2, data.shape.at(-1));
    const given = hx && sortedIndices ? this.map(hx, (h) => ops.indexSelect(h, 1, sortedIndices)) : hx;
    const batch = batchSizes.at(0).item();
    const state = given ? this.checked(given, batch) : this.initial(data, batch);
    const [output, last] = this.runPacked(data, batchSizes, state);
    const ordered = unsortedIndices ? this.map(last, (h) => ops.indexSelect(h, 1, unsortedIndices)) : last;
    return [new PackedSequence(output, batchSizes, sortedIndices, unsortedIndices), ordered];
  }

  override expects(input: Tensor): string | undefined {
    if ((input.ndim === 2 || input.ndim === 3) && input.shape.at(-1) === this.inputSize) return undefined;
    return this.batchFirst ? `(N, T, ${this.inputSize})` : `(T, N, ${this.inputSize})`;
  }

  override extraRepr(): string {
    const { numLayers, hasBias, batchFirst, dropout, bidirectional, projSize } = this;
    const rest = pairs({
      numLayers: numLayers === 1 ? undefined : numLayers,
      bias: hasBias ? undefined : false,
      batchFirst: batchFirst || undefined,
      dropout: dropout || undefined,
      bidirectional: bidirectional || undefined,
      projSize: projSize || undefined,
    });
    return [`${this.inputSize}, ${this.hiddenSize}`, rest].filter((text) => text !== '').join(', ');
  }
}

abstract class Single extends Recurrent<Tensor> {
  protected initial(input: Tensor, batch: number): Tensor {
    return this.zeros(input, batch, this.hiddenSize);
  }

  protected map(hx: Tensor, fn: (state: Tensor) => Tensor): Tensor {
    return fn(hx);
  }
}

interface RNNDefaults extends RecurrentDefaults {
  nonlinearity: 'tanh' | 'relu';
}
const RNN_DEFAULTS: RNNDefaults = { ...RECURRENT, nonlinearity: 'tanh' };

/** h' = tanh(W·x + U·h + b), layer upon layer: [output (T, N, hidden), h (layers, N, hidden)]. */
export class RNN extends Single {
  readonly nonlinearity: 'tanh' | 'relu';

  constructor(inputSize: number, hiddenSize: number, options?: Options<RNNDefaults>) {
    const o = withDefaults('RNN', RNN_DEFAULTS, options);
    super(1, inputSize, hiddenSize, { ...o, projSize: 0 });
    requireWord('RNN', 'nonlinearity', o.nonlinearity, ['tanh', 'relu']);
    this.nonlinearity = o.nonlinearity;
  }

  protected run(input: Tensor, hx: Tensor): [Tensor, Tensor] {
    const { flat, hasBias, numLayers, dropout, training, bidirectional, batchFirst } = this;
    const op = this.nonlinearity === 'tanh' ? ops.rnnTanh : ops.rnnRelu;
    return op(input, hx, flat, hasBias, numLayers, dropout, training, bidirectional, batchFirst);
  }

  protected runPacked(data: Tensor, batchSizes: Tensor, hx: Tensor): [Tensor, Tensor] {
    const { flat, hasBias, numLayers, dropout, training, bidirectional } = this;
    const op = this.nonlinearity === 'tanh' ? ops.rnnTanh : ops.rnnRelu;
    return op(data, batchSizes, hx, flat, hasBias, numLayers, dropout, training, bidirectional);
  }
}

/**
 * Gated recurrent units (Cho et al. 2014): [output (T, N, hidden), h (layers, N, hidden)].
 *
 * @example
 * const [output, h] = new nn.GRU(40, 128, { batchFirst: true })(frames);
 */
export class GRU extends Single {
  constructor(inputSize: number, hiddenSize: number, options?: RecurrentOptions) {
    super(3, inputSize, hiddenSize, { ...withDefaults('GRU', RECURRENT, options), projSize: 0 });
  }

  protected run(input: Tensor, hx: Tensor): [Tensor, Tensor] {
    const { flat, hasBias, numLayers, dropout, training, bidirectional, batchFirst } = this;
    return ops.gru(input, hx, flat, hasBias, numLayers, dropout, training, bidirectional, batchFirst);
  }

  protected runPacked(data: Tensor, batchSizes: Tensor, hx: Tensor): [Tensor, Tensor] {
    const { flat, hasBias, numLayers, dropout, training, bidirectional } = this;
    return ops.gru(data, batchSizes, hx, flat, hasBias, numLayers, dropout, training, bidirectional);
  }
}

interface LSTMDefaults extends RecurrentDefaults {
  projSize: number;
}
const LSTM_DEFAULTS: LSTMDefaults = { ...RECURRENT, projSize: 0 };
export type LSTMOptions = Options<LSTMDefaults>;

/**
 * Long short-term memory (Hochreiter & Schmidhuber 1997): [output (T, N, hidden), [h, c]].
 *
 * @example
 * const lstm = new nn.LSTM(128, 256, { numLayers: 2, batchFirst: true });
 * const [output, [h, c]] = lstm(embedded);
 */
export class LSTM extends Recurrent<Pair> {
  constructor(inputSize: number, hiddenSize: number, options?: LSTMOptions) {
    super(4, inputSize, hiddenSize, withDefaults('LSTM', LSTM_DEFAULTS, options));
  }

  protected initial(input: Tensor, batch: number): Pair {
    return [this.zeros(input, batch, this.projSize || this.hiddenSize), this.zeros(input, batch, this.hiddenSize)];
  }

  protected map([h, c]: Pair, fn: (state: Tensor) => Tensor): Pair {
    return [fn(h), fn(c)];
  }

  protected run(input: Tensor, hx: Pair): [Tensor, Pair] {
    const { flat, hasBias, numLayers, dropout, training, bidirectional, batchFirst } = this;
    const [output, h, c] = ops.lstm(
      input,
      [...hx],
      flat,
      hasBias,
      numLayers,
      dropout,
      training,
      bidirectional,
      batchFirst,
    );
    return [output, [h, c]];
  }

  protected runPacked(data: Tensor, batchSizes: Tensor, hx: Pair): [Tensor, Pair] {
    const { flat, hasBias, numLayers, dropout, training, bidirectional } = this;
    const [output, h, c] = ops.lstm(
      data,
      batchSizes,
      [...hx],
      flat,
      hasBias,
      numLayers,
      dropout,
      training,
      bidirectional,
    );
    return [output, [h, c]];
  }
}

/** Whether operators on a tensor's device convert their arguments themselves. */
function autocasts(input: Tensor): boolean {
  native.autocast(deviceCode(input.device)[0]);
  return cells[0] !== 0;
}
