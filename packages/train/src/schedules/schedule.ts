import { optim } from '@capstan/torch';

/** A learning-rate schedule as plain JSON: it is kept with the run as it is. */
export type Schedule =
  | { kind: 'constant' }
  | { kind: 'stepLR'; stepSize: number; gamma: number }
  | { kind: 'cosine'; minLr: number }
  | { kind: 'oneCycle'; maxLr: number | 'lr'; pctStart: number; divFactor: number; finalDivFactor: number };

/** The learning rate stays as it is. @example constant() */
export function constant(): Schedule {
  return { kind: 'constant' };
}

/**
 * The learning rate is multiplied by `gamma` every `stepSize` epochs; the default, with 30 and 0.1.
 * @example stepLR({ stepSize: 30, gamma: 0.1 })
 */
export function stepLR(options: { stepSize?: number; gamma?: number } = {}): Schedule {
  return { kind: 'stepLR', stepSize: options.stepSize ?? 30, gamma: options.gamma ?? 0.1 };
}

/**
 * Half a cosine from the optimizer's learning rate down to `minLr`, a little every step (Loshchilov and Hutter 2016).
 * @example cosine()
 */
export function cosine(options: { minLr?: number } = {}): Schedule {
  return { kind: 'cosine', minLr: options.minLr ?? 0 };
}

/**
 * Up to `maxLr` (the optimizer's learning rate, if not given) and down to almost nothing, a little every step, the
 * momentum the other way round (Smith and Topin 2017).
 * @param options.pctStart share of the steps in which the learning rate rises
 * @example oneCycle({ maxLr: 0.1 })
 */
export function oneCycle(
  options: { maxLr?: number; pctStart?: number; divFactor?: number; finalDivFactor?: number } = {},
): Schedule {
  const { maxLr = 'lr', pctStart = 0.3, divFactor = 25, finalDivFactor = 1e4 } = options;
  return { kind: 'oneCycle', maxLr, pctStart, divFactor, finalDivFactor };
}

/** A running schedule: told after every optimizer step and after every epoch. */
export interface RunningSchedule {
  afterStep(): void;
  afterEpoch(): void;
  stateDict(): Record<string, unknown>;
  loadStateDict(state: Record<string, unknown>): void;
}

/** The engine's schedule over `optimizer`, for a run of `totalSteps` optimizer steps. */
export function createSchedule(value: Schedule, optimizer: optim.Optimizer, totalSteps: number): RunningSchedule {
  const nothing = () => {};
  if (value.kind === 'constant') {
    return { afterStep: nothing, afterEpoch: nothing, stateDict: () => ({}), loadStateDict: nothing };
  }
  const { scheduler, each } = engineSchedule(value, optimizer, totalSteps);
  const step = () => scheduler.step();
  return {
    afterStep: each === 'step' ? step : nothing,
    afterEpoch: each === 'epoch' ? step : nothing,
    stateDict: () => scheduler.stateDict(),
    loadStateDict: (state) => scheduler.loadStateDict(state),
  };
}

function engineSchedule(
  value: Exclude<Schedule, { kind: 'constant' }>,
  optimizer: optim.Optimizer,
  totalSteps: number,
) {
  const { StepLR, CosineAnnealingLR, OneCycleLR } = optim.lrScheduler;
  switch (value.kind) {
    case 'stepLR':
      return {
        scheduler: new StepLR(optimizer, { stepSize: value.stepSize, gamma: value.gamma }),
        each: 'epoch' as const,
      };
    case 'cosine':
      return {
        scheduler: new CosineAnnealingLR(optimizer, { tMax: totalSteps, etaMin: value.minLr }),
        each: 'step' as const,
      };
    case 'oneCycle': {
      const { pctStart, divFactor, finalDivFactor } = value;
      const maxLr = value.maxLr === 'lr' ? optimizer.paramGroups[0]!.lr : value.maxLr;
      // One step more than is made: stepping at the very end must not run off the cycle.
      const scheduler = new OneCycleLR(optimizer, {
        maxLr,
        totalSteps: totalSteps + 1,
        pctStart,
        divFactor,
        finalDivFactor,
      });
      return { scheduler, each: 'step' as const };
    }
  }
}
