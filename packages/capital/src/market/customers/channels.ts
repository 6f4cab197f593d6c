import { checked } from '../../checked.ts';
import { CapitalError } from '../../errors.ts';

/** A way to customers, as it did so far. */
export interface Channel {
  name: string;
  /** Spent a month, and customers it brought. */
  spend: number;
  customers: number;
  /** A customer's margin a month and over its life. */
  monthlyMargin: number;
  lifetimeValue: number;
  /** How customers grow with spending: customers ∝ spend^elasticity, in (0, 1); 0.7 loses a third of the yield at 2.7 ×. */
  elasticity: number;
  /** Most that the channel takes. */
  most?: number;
}

export interface ChannelPlan {
  channels: {
    name: string;
    spend: number;
    customers: number;
    /** Average; null where nothing is spent. */
    cac: number | null;
    /** What the next customer costs. */
    marginalCac: number;
    paybackMonths: number | null;
    ratio: number | null;
  }[];
  customers: number;
  /** Lifetime value − spend. */
  gain: number;
  /** Budget that no channel would return. */
  unspent: number;
}

/**
 * Divides a budget so that the last dollar brings the same lifetime value in every channel, and none where it brings less than a
 * dollar.
 *
 * @throws {CapitalError} bad-number — on negative prices and elasticities outside (0, 1)
 * @throws {CapitalError} bad-input — without channels
 * @example channelMix([search, events, referrals], 40_000).channels
 */
export function channelMix(channels: readonly Channel[], budget: number): ChannelPlan {
  if (channels.length === 0) throw new CapitalError('bad-input', 'Expected at least one channel, received none.');
  checked('budget', budget, { least: 0 });
  for (const { name, spend, customers, monthlyMargin, lifetimeValue, elasticity, most } of channels) {
    checked(`spend of ${name}`, spend, { above: 0 });
    checked(`customers of ${name}`, customers, { least: 0 });
    checked(`monthlyMargin of ${name}`, monthlyMargin, { least: 0 });
    checked(`lifetimeValue of ${name}`, lifetimeValue, { least: 0 });
    checked(`elasticity of ${name}`, elasticity, { above: 0, below: 1 });
    if (most !== undefined) checked(`most of ${name}`, most, { least: 0 });
  }
  const spentAt = (value: number) => channels.map((channel) => spendAt(channel, value));
  const total = (value: number) => spentAt(value).reduce((sum, spend) => sum + spend, 0);
  // The value of the last dollar: 1 if the budget allows, more if not.
  let spend = spentAt(1);
  if (total(1) > budget) {
    let [low, high] = [1, 2];
    while (total(high) > budget) high *= 2;
    for (let i = 0; i < 200 && high - low > 1e-15 * high; i++) {
      const middle = (low + high) / 2;
      if (total(middle) > budget) low = middle;
      else high = middle;
    }
    spend = spentAt(high);
  }
  const rows = channels.map((channel, i) => {
    const spent = spend[i]!;
    const customers = channel.customers * (spent / channel.spend) ** channel.elasticity;
    const cac = customers > 0 ? spent / customers : null;
    return {
      name: channel.name,
      spend: spent,
      customers,
      cac,
      marginalCac: customers > 0 ? spent / customers / channel.elasticity : 0,
      paybackMonths: cac === null || channel.monthlyMargin === 0 ? null : cac / channel.monthlyMargin,
      ratio: cac === null ? null : channel.lifetimeValue / cac,
    };
  });
  const sum = (of: (row: (typeof rows)[number], i: number) => number) =>
    rows.reduce((all, row, i) => all + of(row, i), 0);
  return {
    channels: rows,
    customers: sum((row) => row.customers),
    gain: sum((row, i) => row.customers * channels[i]!.lifetimeValue - row.spend),
    unspent: Math.max(0, budget - sum((row) => row.spend)),
  };
}

/** Where lifetime value × d customers/d spend falls to `value`. */
function spendAt(
  { spend, customers, lifetimeValue, elasticity, most = Number.POSITIVE_INFINITY }: Channel,
  value: number,
): number {
  const first = (lifetimeValue * customers * elasticity) / spend; // a dollar's, at the spending so far
  return first === 0 ? 0 : Math.min(most, spend * (first / value) ** (1 / (1 - elasticity)));
}
