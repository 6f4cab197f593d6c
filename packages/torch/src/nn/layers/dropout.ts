import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { invalidArgument } from '../errors.ts';
import * as F from '../functional/dropout.ts';
import { Module } from '../module/module.ts';
import { pairs } from '../module/print.ts';
import { type Options, withDefaults } from '../options.ts';

interface DropoutDefaults {
  p: number;
  inplace: boolean;
}
const DROPOUT: DropoutDefaults = { p: 0.5, inplace: false };
export type DropoutLayerOptions = Options<DropoutDefaults>;

abstract class DropoutLayer extends Module {
  readonly p: number;
  readonly inplace: boolean;

  constructor(options?: DropoutLayerOptions) {
    super();
    const { p, inplace } = withDefaults(new.target.name, DROPOUT, options);
    if (!(p >= 0 && p <= 1)) throw invalidArgument(new.target.name, 'p from 0 to 1', String(p));
    this.p = p;
    this.inplace = inplace;
  }

  override extraRepr(): string {
    return pairs({ p: this.p, inplace: this.inplace });
  }
}

/**
 * Zeroes elements with probability `p` in training and scales the rest by 1/(1 − p).
 *
 * @example
 * const drop = new nn.Dropout({ p: 0.1 });
 */
export class Dropout extends DropoutLayer {
  forward(input: Tensor): Tensor {
    return this.inplace ? ops.dropout_(input, this.p, this.training) : ops.dropout(input, this.p, this.training);
  }
}

/** Zeroes whole channels of (N, C, L). */
export class Dropout1d extends DropoutLayer {
  forward(input: Tensor): Tensor {
    return F.dropout1d(input, { p: this.p, training: this.training, inplace: this.inplace });
  }
}

/** Zeroes whole channels of (N, C, H, W). */
export class Dropout2d extends DropoutLayer {
  forward(input: Tensor): Tensor {
    return F.dropout2d(input, { p: this.p, training: this.training, inplace: this.inplace });
  }
}

/** Zeroes whole channels of (N, C, D, H, W). */
export class Dropout3d extends DropoutLayer {
  forward(input: Tensor): Tensor {
    return F.dropout3d(input, { p: this.p, training: this.training, inplace: this.inplace });
  }
}

/** Dropout that keeps the mean and variance SELU relies on. */
export class AlphaDropout extends DropoutLayer {
  forward(input: Tensor): Tensor {
    return F.alphaDropout(input, { p: this.p, training: this.training, inplace: this.inplace });
  }
}

/** Alpha dropout of whole channels. */
export class FeatureAlphaDropout extends DropoutLayer {
  forward(input: Tensor): Tensor {
    return F.featureAlphaDropout(input, { p: this.p, training: this.training, inplace: this.inplace });
  }
}
