import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { PadMode } from '../functional/pad.ts';
import { Module } from '../module/module.ts';
import { pairs } from '../module/print.ts';
import { type Size, spread } from '../options.ts';

/** Padding on every side, or [left, right, top, bottom, front, back] as far as there are dimensions. */
abstract class Pad extends Module {
  readonly padding: readonly number[];
  protected readonly mode: PadMode;
  protected readonly value: number | undefined;

  constructor(dims: number, padding: Size, mode: PadMode, value?: number) {
    super();
    this.padding = spread(padding, 2 * dims);
    this.mode = mode;
    this.value = value;
  }

  forward(input: Tensor): Tensor {
    return ops.pad(input, this.padding, this.mode, this.value ?? null);
  }

  override extraRepr(): string {
    return pairs({ padding: this.padding, value: this.value });
  }
}

/** Mirrors the input at its edges, (N, C, L). */
export class ReflectionPad1d extends Pad {
  constructor(padding: Size) {
    super(1, padding, 'reflect');
  }
}

/** Mirrors the input at its edges, (N, C, H, W). */
export class ReflectionPad2d extends Pad {
  constructor(padding: Size) {
    super(2, padding, 'reflect');
  }
}

/** Mirrors the input at its edges, (N, C, D, H, W). */
export class ReflectionPad3d extends Pad {
  constructor(padding: Size) {
    super(3, padding, 'reflect');
  }
}

/** Repeats the values at the edges, (N, C, L). */
export class ReplicationPad1d extends Pad {
  constructor(padding: Size) {
    super(1, padding, 'replicate');
  }
}

/** Repeats the values at the edges, (N, C, H, W). */
export class ReplicationPad2d extends Pad {
  constructor(padding: Size) {
    super(2, padding, 'replicate');
  }
}

/** Repeats the values at the edges, (N, C, D, H, W). */
export class ReplicationPad3d extends Pad {
  constructor(padding: Size) {
    super(3, padding, 'replicate');
  }
}

/** Wraps around: the right edge continues on the left, (N, C, L). */
export class CircularPad1d extends Pad {
  constructor(padding: Size) {
    super(1, padding, 'circular');
  }
}

/** Wraps around: the right edge continues on the left, (N, C, H, W). */
export class CircularPad2d extends Pad {
  constructor(padding: Size) {
    super(2, padding, 'circular');
  }
}

/** Wraps around: the right edge continues on the left, (N, C, D, H, W). */
export class CircularPad3d extends Pad {
  constructor(padding: Size) {
    super(3, padding, 'circular');
  }
}

/** Surrounds (N, C, L) with one value. */
export class ConstantPad1d extends Pad {
  constructor(padding: Size, value: number) {
    super(1, padding, 'constant', value);
  }
}

/** Surrounds (N, C, L) with zeros. */
export class ZeroPad1d extends Pad {
  constructor(padding: Size) {
    super(1, padding, 'constant', 0);
  }
}

/** Surrounds (N, C, H, W) with one value. */
export class ConstantPad2d extends Pad {
  constructor(padding: Size, value: number) {
    super(2, padding, 'constant', value);
  }
}

/** Surrounds (N, C, H, W) with zeros. */
export class ZeroPad2d extends Pad {
  constructor(padding: Size) {
    super(2, padding, 'constant', 0);
  }
}

/** Surrounds (N, C, D, H, W) with one value. */
export class ConstantPad3d extends Pad {
  constructor(padding: Size, value: number) {
    super(3, padding, 'constant', value);
  }
}

/** Surrounds (N, C, D, H, W) with zeros. */
export class ZeroPad3d extends Pad {
  constructor(padding: Size) {
    super(3, padding, 'constant', 0);
  }
}
