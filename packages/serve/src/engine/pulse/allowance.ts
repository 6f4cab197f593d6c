import type { Loaded } from '../process.ts';

/** A batch may take so many times the processor time that the warm-up's took, and so much of the heartbeat besides. */
const UNUSUAL = 20;
const BESIDES = 0.75;

/**
 * Processor time, in milliseconds, beyond which an engine goes round in circles on a batch; infinite where inputs of other
 * sizes may take any.
 */
export function allowance(
  { signature, rate }: Pick<Loaded, 'signature' | 'rate'>,
  rows: number,
  threads: number,
  heartbeatMs: number,
): number {
  const isFixed = signature.inputs.every(({ shape }) => shape.slice(1).every((size) => size > 0));
  if (!isFixed || !(rate > 0)) return Number.POSITIVE_INFINITY;
  return BESIDES * heartbeatMs + UNUSUAL * (rows / rate) * threads;
}
