import { optim, type Tensor } from '@capstan/torch';

/** An optimizer as plain JSON: it is kept with the run as it is. */
export type Optimizer =
  | { kind: 'sgd'; lr: number; momentum: number; nesterov: boolean; weightDecay: number }
  | { kind: 'adamw'; lr: number; betas: [number, number]; eps: number; weightDecay: number };

/**
 * Stochastic gradient descent, by default with the design's learning rate 0.001 and momentum 0.9.
 * @example sgd({ lr: 0.1, momentum: 0.9, nesterov: true, weightDecay: 5e-4 })
 */
export function sgd(
  options: { lr?: number; momentum?: number; nesterov?: boolean; weightDecay?: number } = {},
): Optimizer {
  const { lr = 0.001, momentum = 0.9, nesterov = false, weightDecay = 0 } = options;
  return { kind: 'sgd', lr, momentum, nesterov, weightDecay };
}

/**
 * AdamW (Loshchilov and Hutter 2017), PyTorch's defaults.
 * @example adamw({ lr: 3e-4 })
 */
export function adamw(
  options: { lr?: number; betas?: [number, number]; eps?: number; weightDecay?: number } = {},
): Optimizer {
  const { lr = 0.001, betas = [0.9, 0.999], eps = 1e-8, weightDecay = 0.01 } = options;
  return { kind: 'adamw', lr, betas, eps, weightDecay };
}

/** The engine's optimizer over `parameters`. */
export function createOptimizer(value: Optimizer, parameters: readonly Tensor[]): optim.Optimizer {
  const { kind, ...options } = value;
  return kind === 'sgd'
    ? new optim.SGD(parameters, options as Omit<Extract<Optimizer, { kind: 'sgd' }>, 'kind'>)
    : new optim.AdamW(parameters, options as Omit<Extract<Optimizer, { kind: 'adamw' }>, 'kind'>);
}
