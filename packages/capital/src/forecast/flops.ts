import { notNegative, positive } from '../check.ts';

/** The part of a transformer whose work grows with the context. */
export interface Attention {
  readonly layers: number;
  readonly heads: number;
  readonly headSize: number;
  /** Tokens that one attends to. */
  readonly context: number;
}

/**
 * FLOP for one token, forward and backward: 6N, and 12·L·H·Q·T with attention (PaLM, arXiv 2204.02311, appendix B).
 *
 * @param parameters those that a token meets: of a mixture of experts, the active ones
 * @example flopsPerToken(405e9) // 2.43e12
 */
export function flopsPerToken(parameters: number, attention?: Attention): number {
  positive({ parameters });
  if (!attention) return 6 * parameters;
  const { layers, heads, headSize, context } = positive({ ...attention });
  return 6 * parameters + 12 * layers * heads * headSize * context;
}

/**
 * FLOP of a training by its parameters and tokens.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example trainingFlops({ parameters: 405e9, tokens: 15.6e12 }) // 3.7908e25
 */
export function trainingFlops({
  parameters,
  tokens,
  attention,
}: {
  parameters: number;
  tokens: number;
  attention?: Attention;
}): number {
  positive({ tokens });
  return tokens * flopsPerToken(parameters, attention);
}

/**
 * FLOP of a training from what one example costs, as torch.countFlops counts it: forward only (the backward is taken as twice
 * that), or the whole step.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example countedTrainingFlops({ forward: 2 * 4.1e9, examples: 1_281_167, epochs: 100 }) // ResNet-50: 3.15e18
 */
export function countedTrainingFlops(
  given: ({ forward: number } | { step: number }) & { examples: number; epochs: number },
): number {
  const perExample = 'step' in given ? given.step : 3 * given.forward;
  const { examples, epochs } = positive({ perExample, examples: given.examples, epochs: given.epochs });
  return perExample * examples * epochs;
}

/**
 * The share of the hardware's peak that a training turns into useful FLOP (PaLM, appendix B).
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example modelFlopsUtilization({ flops: 3.7908e25, chipHours: 30.84e6, peak: 989.5e12 }) // 0.345
 */
export function modelFlopsUtilization({
  flops,
  chipHours,
  peak,
}: {
  flops: number;
  chipHours: number;
  peak: number;
}): number {
  positive({ chipHours, peak });
  notNegative({ flops });
  return flops / (chipHours * 3600 * peak);
}
