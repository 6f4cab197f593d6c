import { notNegative } from '../../check.ts';
import { CapitalError } from '../../errors.ts';
import { record } from '../../record.ts';

/** Something paid for by time: amount × hours × rate, as OpenCost's specification 0.1 has it. */
export interface Asset {
  readonly id: string;
  /** GPUs, cores, GB. */
  readonly amount: number;
  readonly hours: number;
  /** USD for one and an hour. */
  readonly rate: number;
  /** Needed by all and used by none: control plane, network, log storage. */
  readonly overhead?: boolean;
}

/** What a run used of an asset, in amount × hours. */
export interface AssetUse {
  readonly run: string;
  readonly asset: string;
  readonly amountHours: number;
}

/** Where the money of a period went: total = runs + idle + overhead. */
export interface CostSplit {
  total: number;
  runs: Record<string, number>;
  /** Paid for and used by nobody. */
  idle: number;
  overhead: number;
}

/**
 * Splits what assets cost among the runs that used them; what nobody used is shown as idle, never hidden in the runs' rates.
 *
 * @throws {CapitalError} bad-input — when runs used an asset that is not there, or more of it than there is
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example splitCost([{ id: 'node', amount: 8, hours: 730.5, rate: 2.95 }], [{ run: 'a', asset: 'node', amountHours: 4000 }])
 */
export function splitCost(assets: readonly Asset[], uses: readonly AssetUse[]): CostSplit {
  const split: CostSplit = { total: 0, runs: record(), idle: 0, overhead: 0 };
  const left = new Map<string, { rate: number; amountHours: number }>();
  for (const { id, amount, hours, rate, overhead = false } of assets) {
    notNegative({ amount, hours, rate });
    if (left.has(id))
      throw new CapitalError('bad-input', `The asset '${id}' is there twice: give each its own id.`, {
        fields: { id },
      });
    split.total += amount * hours * rate;
    if (overhead) split.overhead += amount * hours * rate;
    left.set(id, { rate, amountHours: overhead ? 0 : amount * hours });
  }
  for (const { run, asset, amountHours } of uses) {
    notNegative({ amountHours });
    const source = left.get(asset);
    if (!source)
      throw new CapitalError('bad-input', `Run '${run}' used '${asset}', which is not among the assets.`, {
        fields: {
          run,
          asset,
        },
      });
    source.amountHours -= amountHours;
    if (source.amountHours < -1e-9 * amountHours) {
      throw new CapitalError(
        'bad-input',
        `The runs used ${-source.amountHours} amount-hours more of '${asset}' than there are.`,
        { fields: { asset } },
      );
    }
    split.runs[run] = (split.runs[run] ?? 0) + amountHours * source.rate;
  }
  for (const { rate, amountHours } of left.values()) split.idle += Math.max(0, amountHours) * rate;
  return split;
}
