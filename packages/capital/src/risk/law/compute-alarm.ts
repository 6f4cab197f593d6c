import { checked } from '../../checked.ts';
import { checkedDistribution } from '../../distribution/assumption.ts';
import type { Uncertain } from '../../distribution/distribution.ts';
import { cdf, quantile } from '../../distribution/read.ts';
import { CapitalError } from '../../errors.ts';

/** Commission guidelines of 2025-07-18, C(2025) 7719, on Art. 3(63): a model that generates language, pictures or video is taken for general-purpose above this. */
export const GENERAL_PURPOSE_FLOP = 1e23;
/** Regulation (EU) 2024/1689, Art. 51(2): presumed to be of systemic risk above this. */
export const SYSTEMIC_RISK_FLOP = 1e25;

/** Where a model's training stands against the thresholds of the EU AI Act. */
export interface ComputeAlarm {
  /** Median of the training's FLOP. */
  readonly flop: number;
  /** How likely it is above each threshold: 0 or 1 for what was counted. */
  readonly generalPurpose: number;
  readonly systemicRisk: number;
  /** Median over the threshold that counts. */
  readonly share: { readonly generalPurpose: number; readonly systemicRisk: number };
  /** What follows, in words. */
  readonly says: string;
  /** Days to tell the Commission, from when it is known that the threshold will be met (Art. 52(1)); null below it. */
  readonly notifyWithinDays: number | null;
}

/**
 * Holds the compute of a training against 1e23 and 1e25 FLOP. Counted is all that went into the weights: pre-training, synthetic data,
 * fine-tuning (guidelines, annex A.1). A model changed from another's counts as one's own from a third of the original's compute on,
 * or of the threshold where that is unknown.
 *
 * @param training.flops counted, or foreseen as a range
 * @param training.generates language, speech, pictures or video: others are not general-purpose by this measure
 * @param training.original FLOP of the model that was changed, 'unknown' where its maker does not say
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example computeAlarm({ flops: '2e22 to 3e23', generates: true }).generalPurpose // 0.31
 */
export function computeAlarm(training: {
  flops: Uncertain;
  generates: boolean;
  original?: number | 'unknown';
}): ComputeAlarm {
  const { generates, original } = training;
  const flops = checkedDistribution(training.flops);
  if (!(quantile(flops, 1e-9) >= 0))
    throw new CapitalError('bad-number', 'flops: expected FLOP of at least 0, received less. Correct flops.');
  if (typeof original === 'number') checked('original', original, { above: 0 });
  // A change makes one a provider from a third of the original on; the model is then both computes together.
  const limit = (threshold: number) =>
    original === undefined
      ? threshold
      : original === 'unknown'
        ? threshold / 3
        : Math.max(original / 3, threshold - original);
  const above = (threshold: number) => (generates ? 1 - cdf(flops, limit(threshold)) : 0);
  const [generalPurpose, systemicRisk] = [above(GENERAL_PURPOSE_FLOP), above(SYSTEMIC_RISK_FLOP)];
  const flop = quantile(flops, 0.5);
  return {
    flop,
    generalPurpose,
    systemicRisk,
    share: { generalPurpose: flop / limit(GENERAL_PURPOSE_FLOP), systemicRisk: flop / limit(SYSTEMIC_RISK_FLOP) },
    says: inWords(generates, generalPurpose, systemicRisk),
    notifyWithinDays: systemicRisk > 0.5 ? 14 : null,
  };
}

function inWords(generates: boolean, generalPurpose: number, systemicRisk: number): string {
  if (!generates) return 'It generates neither language nor pictures: not general-purpose by the compute.';
  if (systemicRisk > 0.5)
    return 'Presumed to be of systemic risk: tell the Commission within two weeks (Art. 52), Art. 55.';
  if (generalPurpose > 0.5) return 'Taken for a general-purpose model: Art. 53 and 54.';
  if (generalPurpose > 0.05) return 'May become a general-purpose model: count the FLOP before the training ends.';
  return 'Below the thresholds.';
}
