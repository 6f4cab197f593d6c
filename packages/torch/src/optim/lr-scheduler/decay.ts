import { invalidArgument } from '../../nn/errors.ts';
import { type Options, withDefaults } from '../../nn/options.ts';
import type { Optimizer } from '../optimizer.ts';
import { LRScheduler, perGroup } from './scheduler.ts';

/**
 * Multiplies the rate by `gamma` every `stepSize` steps.
 *
 * @example
 * const scheduler = new optim.lrScheduler.StepLR(optimizer, { stepSize: 30, gamma: 0.1 });
 */
export class StepLR extends LRScheduler {
  readonly stepSize: number;
  readonly gamma: number;

  constructor(optimizer: Optimizer, options: { stepSize: number; gamma?: number }) {
    super(optimizer);
    this.stepSize = options.stepSize;
    this.gamma = options.gamma ?? 0.1;
    if (!(this.stepSize >= 1)) throw invalidArgument('StepLR', 'stepSize of 1 or more', String(options.stepSize));
    this.start();
  }

  protected next(): number[] {
    return this.lastEpoch === 0 || this.lastEpoch % this.stepSize !== 0 ? this.lrs : this.scaled(this.gamma);
  }

  protected override closedForm(): number[] {
    return this.baseLrs.map((lr) => lr * this.gamma ** Math.floor(this.lastEpoch / this.stepSize));
  }
}

/** Multiplies the rate by `gamma` at each milestone; one that is listed twice counts twice. */
export class MultiStepLR extends LRScheduler {
  readonly milestones: readonly number[];
  readonly gamma: number;

  constructor(optimizer: Optimizer, options: { milestones: readonly number[]; gamma?: number }) {
    super(optimizer);
    this.milestones = [...options.milestones];
    this.gamma = options.gamma ?? 0.1;
    this.start();
  }

  protected next(): number[] {
    const count = this.milestones.filter((milestone) => milestone === this.lastEpoch).length;
    return count === 0 ? this.lrs : this.scaled(this.gamma ** count);
  }

  protected override closedForm(): number[] {
    const count = this.milestones.filter((milestone) => milestone <= this.lastEpoch).length;
    return this.baseLrs.map((lr) => lr * this.gamma ** count);
  }
}

/** Multiplies the rate by `gamma` every step. */
export class ExponentialLR extends LRScheduler {
  readonly gamma: number;

  constructor(optimizer: Optimizer, options: { gamma: number }) {
    super(optimizer);
    this.gamma = options.gamma;
    this.start();
  }

  protected next(): number[] {
    return this.initial ? this.lrs : this.scaled(this.gamma);
  }

  protected override closedForm(): number[] {
    return this.baseLrs.map((lr) => lr * this.gamma ** this.lastEpoch);
  }
}

const CONSTANT = { factor: 1 / 3, totalIters: 5 };

/** The rate times `factor` for `totalIters` steps, then the rate. */
export class ConstantLR extends LRScheduler {
  readonly factor: number;
  readonly totalIters: number;

  constructor(optimizer: Optimizer, options?: Options<typeof CONSTANT>) {
    super(optimizer);
    const { factor, totalIters } = withDefaults('ConstantLR', CONSTANT, options);
    if (!(factor > 0 && factor <= 1)) throw invalidArgument('ConstantLR', 'factor above 0 and up to 1', String(factor));
    this.factor = factor;
    this.totalIters = totalIters;
    this.start();
  }

  protected next(): number[] {
    if (this.lastEpoch === 0) return this.scaled(this.factor);
    return this.lastEpoch === this.totalIters ? this.scaled(1 / this.factor) : this.lrs;
  }

  protected override closedForm(): number[] {
    return this.baseLrs.map((lr) => lr * (this.lastEpoch >= this.totalIters ? 1 : this.factor));
  }
}

const LINEAR = { startFactor: 1 / 3, endFactor: 1, totalIters: 5 };

/**
 * The rate times a factor that goes in a straight line from `startFactor` to `endFactor`: a warm-up.
 *
 * @example
 * const warmUp = new optim.lrScheduler.LinearLR(optimizer, { startFactor: 0.01, totalIters: 500 });
 */
export class LinearLR extends LRScheduler {
  readonly startFactor: number;
  readonly endFactor: number;
  readonly totalIters: number;

  constructor(optimizer: Optimizer, options?: Options<typeof LINEAR>) {
    super(optimizer);
    const { startFactor, endFactor, totalIters } = withDefaults('LinearLR', LINEAR, options);
    if (!(startFactor > 0 && startFactor <= 1))
      throw invalidArgument('LinearLR', 'startFactor above 0 and up to 1', String(startFactor));
    if (!(endFactor >= 0 && endFactor <= 1))
      throw invalidArgument('LinearLR', 'endFactor from 0 to 1', String(endFactor));
    this.startFactor = startFactor;
    this.endFactor = endFactor;
    this.totalIters = totalIters;
    this.start();
  }

  protected next(): number[] {
    const { startFactor, endFactor, totalIters, lastEpoch } = this;
    if (lastEpoch === 0) return this.scaled(startFactor);
    if (this.initial || lastEpoch > totalIters) return this.lrs;
    const slope = endFactor - startFactor;
    return this.scaled(1 + slope / (totalIters * startFactor + (lastEpoch - 1) * slope));
  }

  protected override closedForm(): number[] {
    const { startFactor, endFactor, totalIters, lastEpoch } = this;
    return this.baseLrs.map(
      (lr) => lr * (startFactor + ((endFactor - startFactor) * Math.min(totalIters, lastEpoch)) / totalIters),
    );
  }
}

const POLYNOMIAL = { totalIters: 5, power: 1 };

/** The rate times (1 − step / totalIters)^power. */
export class PolynomialLR extends LRScheduler {
  readonly totalIters: number;
  readonly power: number;

  constructor(optimizer: Optimizer, options?: Options<typeof POLYNOMIAL>) {
    super(optimizer);
    const { totalIters, power } = withDefaults('PolynomialLR', POLYNOMIAL, options);
    this.totalIters = totalIters;
    this.power = power;
    this.start();
  }

  protected next(): number[] {
    const { lastEpoch, totalIters, power } = this;
    if (this.initial || lastEpoch > totalIters) return this.lrs;
    return this.scaled(((1 - lastEpoch / totalIters) / (1 - (lastEpoch - 1) / totalIters)) ** power);
  }

  protected override closedForm(): number[] {
    const left = 1 - Math.min(this.totalIters, this.lastEpoch) / this.totalIters;
    return this.baseLrs.map((lr) => lr * left ** this.power);
  }
}

/** A factor as a function of the step. */
export type LrLambda = (step: number) => number;

/**
 * The rate times a function of the step; one function, or one for each group.
 *
 * @example
 * const scheduler = new optim.lrScheduler.LambdaLR(optimizer, { lrLambda: (step) => 0.95 ** step });
 */
export class LambdaLR extends LRScheduler {
  readonly lrLambdas: readonly LrLambda[];

  constructor(optimizer: Optimizer, options: { lrLambda: LrLambda | readonly LrLambda[] }) {
    super(optimizer);
    this.lrLambdas = perGroup(optimizer, options.lrLambda, 'lrLambda');
    this.start();
  }

  protected next(): number[] {
    return this.baseLrs.map((lr, i) => lr * this.lrLambdas[i]!(this.lastEpoch)); // one for each group
  }
}

/** Multiplies the rate each step by a function of the step. */
export class MultiplicativeLR extends LRScheduler {
  readonly lrLambdas: readonly LrLambda[];

  constructor(optimizer: Optimizer, options: { lrLambda: LrLambda | readonly LrLambda[] }) {
    super(optimizer);
    this.lrLambdas = perGroup(optimizer, options.lrLambda, 'lrLambda');
    this.start();
  }

  protected next(): number[] {
    return this.initial ? this.lrs : this.lrs.map((lr, i) => lr * this.lrLambdas[i]!(this.lastEpoch)); // one for each group
  }
}
