import { positive } from '../../check.ts';
import type { Optimum } from './loss-law.ts';

// Kaplan et al. 2020, arXiv 2001.08361, equations 1.1, 1.2 and 1.5. N leaves embeddings out. Kept for comparison: it was fitted
// without decaying the learning rate to the length of the training, and its optimum is far too large a model.
const N_C = 8.8e13;
const D_C = 5.4e13;
const ALPHA_N = 0.076;
const ALPHA_D = 0.095;

/**
 * Kaplan's loss in nats a token: of size alone (8.8e13/N)^0.076, of data alone (5.4e13/D)^0.095, or of both.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example kaplanLoss({ parameters: 1.5e9 })
 */
export function kaplanLoss({ parameters, tokens }: { parameters?: number; tokens?: number }): number {
  if (parameters !== undefined) positive({ parameters });
  if (tokens !== undefined || parameters === undefined) positive({ tokens: tokens ?? Number.NaN });
  const size = parameters === undefined ? 0 : (N_C / parameters) ** (ALPHA_N / ALPHA_D);
  const data = tokens === undefined ? 0 : D_C / tokens;
  return (size + data) ** ALPHA_D;
}

/**
 * The size and data with Kaplan's least loss for C = 6ND FLOP.
 *
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example kaplanOptimum(5.76e23)
 */
export function kaplanOptimum(flops: number): Optimum {
  positive({ flops });
  const r = ALPHA_N / ALPHA_D;
  // d/dN of (Nc/N)^r + 6N·Dc/C is 0.
  const parameters = ((r * N_C ** r * flops) / (6 * D_C)) ** (1 / (r + 1));
  const tokens = flops / (6 * parameters);
  return { parameters, tokens, loss: kaplanLoss({ parameters, tokens }) };
}
