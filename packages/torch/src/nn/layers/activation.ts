import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { invalidArgument, requireWord } from '../errors.ts';
import * as F from '../functional/activation.ts';
import { constant_ } from '../init.ts';
import { Module } from '../module/module.ts';
import { blank, type Parameter } from '../module/parameter.ts';
import type { Placement } from '../module/placement.ts';
import { pairs } from '../module/print.ts';
import { type Options, withDefaults } from '../options.ts';

/** An elementwise function with options as a layer. */
abstract class Activation<O extends object> extends Module {
  protected readonly options: O | undefined;

  constructor(options?: O) {
    super();
    this.options = options;
  }

  override extraRepr(): string {
    return pairs({ ...this.options });
  }
}

/** max(0, x). */
export class ReLU extends Activation<F.InplaceOptions> {
  forward(input: Tensor): Tensor {
    return F.relu(input, this.options);
  }
}

/** min(max(0, x), 6). */
export class ReLU6 extends Activation<F.InplaceOptions> {
  forward(input: Tensor): Tensor {
    return F.relu6(input, this.options);
  }
}

/** 1 / (1 + e⁻ˣ). */
export class Sigmoid extends Module {
  forward(input: Tensor): Tensor {
    return ops.sigmoid(input);
  }
}

/** Hyperbolic tangent. */
export class Tanh extends Module {
  forward(input: Tensor): Tensor {
    return ops.tanh(input);
  }
}

/** x · sigmoid(x). */
export class SiLU extends Activation<F.InplaceOptions> {
  forward(input: Tensor): Tensor {
    return F.silu(input, this.options);
  }
}

/** x · tanh(softplus(x)). */
export class Mish extends Activation<F.InplaceOptions> {
  forward(input: Tensor): Tensor {
    return F.mish(input, this.options);
  }
}

/** x · Φ(x). */
export class GELU extends Activation<F.GELUOptions> {
  constructor(options?: F.GELUOptions) {
    super(options);
    requireWord('GELU', 'approximate', options?.approximate ?? 'none', ['none', 'tanh']);
  }

  forward(input: Tensor): Tensor {
    return F.gelu(input, this.options);
  }
}

/** x for x > 0, else α(eˣ − 1). */
export class ELU extends Activation<F.AlphaOptions> {
  forward(input: Tensor): Tensor {
    return F.elu(input, this.options);
  }
}

/** The self-normalising ELU. */
export class SELU extends Activation<F.InplaceOptions> {
  forward(input: Tensor): Tensor {
    return F.selu(input, this.options);
  }
}

/** max(0, x) + min(0, α(e^(x/α) − 1)). */
export class CELU extends Activation<F.AlphaOptions> {
  forward(input: Tensor): Tensor {
    return F.celu(input, this.options);
  }
}

/** x for x > 0, else negativeSlope · x. */
export class LeakyReLU extends Activation<F.LeakyReLUOptions> {
  forward(input: Tensor): Tensor {
    return F.leakyRelu(input, this.options);
  }
}

/** log(1 + e^(βx)) / β. */
export class Softplus extends Activation<F.SoftplusOptions> {
  forward(input: Tensor): Tensor {
    return F.softplus(input, this.options);
  }
}

/** x / (1 + |x|). */
export class Softsign extends Module {
  forward(input: Tensor): Tensor {
    return F.softsign(input);
  }
}

/** log(sigmoid(x)). */
export class LogSigmoid extends Module {
  forward(input: Tensor): Tensor {
    return F.logsigmoid(input);
  }
}

/** x clamped to [minVal, maxVal]. */
export class Hardtanh extends Activation<F.HardtanhOptions> {
  constructor(options?: F.HardtanhOptions) {
    super(options);
    const { minVal = -1, maxVal = 1 } = options ?? {};
    if (!(minVal < maxVal)) throw invalidArgument('Hardtanh', 'minVal below maxVal', `${minVal} and ${maxVal}`);
  }

  forward(input: Tensor): Tensor {
    return F.hardtanh(input, this.options);
  }
}

/** relu6(x + 3) / 6. */
export class Hardsigmoid extends Activation<F.InplaceOptions> {
  forward(input: Tensor): Tensor {
    return F.hardsigmoid(input, this.options);
  }
}

/** x · relu6(x + 3) / 6. */
export class Hardswish extends Activation<F.InplaceOptions> {
  forward(input: Tensor): Tensor {
    return F.hardswish(input, this.options);
  }
}

/** x where |x| > λ, else 0. */
export class Hardshrink extends Activation<F.ShrinkOptions> {
  forward(input: Tensor): Tensor {
    return F.hardshrink(input, this.options);
  }
}

/** x moved λ towards 0, and 0 where it would cross. */
export class Softshrink extends Activation<F.ShrinkOptions> {
  forward(input: Tensor): Tensor {
    return F.softshrink(input, this.options);
  }
}

/** x − tanh(x). */
export class Tanhshrink extends Module {
  forward(input: Tensor): Tensor {
    return F.tanhshrink(input);
  }
}

/** x where x > threshold, else `value`. */
export class Threshold extends Module {
  readonly threshold: number;
  readonly value: number;
  readonly options: F.InplaceOptions | undefined;

  constructor(threshold: number, value: number, options?: F.InplaceOptions) {
    super();
    this.threshold = threshold;
    this.value = value;
    this.options = options;
  }

  forward(input: Tensor): Tensor {
    return F.threshold(input, this.threshold, this.value, this.options);
  }

  override extraRepr(): string {
    return pairs({ threshold: this.threshold, value: this.value, ...this.options });
  }
}

/** A leaky ReLU with slopes drawn from [lower, upper) in training. */
export class RReLU extends Activation<Omit<F.RReLUOptions, 'training'>> {
  forward(input: Tensor): Tensor {
    return F.rrelu(input, { ...this.options, training: this.training });
  }
}

/** a · sigmoid(b), where a and b are the halves of `dim`. */
export class GLU extends Activation<Options<{ dim: number }>> {
  forward(input: Tensor): Tensor {
    return F.glu(input, this.options);
  }
}

interface PReLUDefaults extends Placement {
  numParameters: number;
  init: number;
}
const PRELU: PReLUDefaults = { numParameters: 1, init: 0.25, dtype: undefined, device: undefined };

/** A leaky ReLU whose slope is learned, one for all channels or one each. */
export class PReLU extends Module {
  readonly numParameters: number;
  weight: Parameter;

  constructor(options?: Options<PReLUDefaults>) {
    super();
    const o = withDefaults('PReLU', PRELU, options);
    this.numParameters = o.numParameters;
    this.weight = constant_(blank([o.numParameters], o), o.init);
  }

  forward(input: Tensor): Tensor {
    return ops.prelu(input, this.weight);
  }

  override extraRepr(): string {
    return pairs({ numParameters: this.numParameters });
  }
}

abstract class AlongDim extends Module {
  readonly dim: number;

  constructor(dim: number) {
    super();
    this.dim = dim;
  }

  override extraRepr(): string {
    return pairs({ dim: this.dim });
  }
}

/** eˣ / Σeˣ along `dim`. */
export class Softmax extends AlongDim {
  forward(input: Tensor): Tensor {
    return F.softmax(input, this.dim);
  }
}

/** log(softmax(x)) along `dim`. */
export class LogSoftmax extends AlongDim {
  forward(input: Tensor): Tensor {
    return F.logSoftmax(input, this.dim);
  }
}

/** softmax(−x) along `dim`. */
export class Softmin extends AlongDim {
  forward(input: Tensor): Tensor {
    return F.softmin(input, this.dim);
  }
}

/** Softmax over the channels of (N, C, H, W), at every place. */
export class Softmax2d extends Module {
  forward(input: Tensor): Tensor {
    return F.softmax(input, -3);
  }
}
