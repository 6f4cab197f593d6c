import { checked } from '../checked.ts';
import { CapitalError } from '../errors.ts';

/** How labelled data is bought. */
export interface Labelling {
  /** One answer of one person, by volume: from so many labels on, each costs so much. The first tier starts at 0. */
  tiers: readonly { from: number; price: number }[];
  /** Answers bought for each label, such as 3 for a majority. */
  answers: number;
  /** The part of labels accepted; the others are bought again. */
  accepted: number;
  /** The part that an expert looks at, and what one look costs. */
  review?: { share: number; price: number };
  /** Getting the raw item: licence, sensor, storage. */
  item?: number;
  /** Once: guidelines, tool, training of the people. */
  setup?: number;
}

/**
 * What `labels` accepted labels cost in all.
 *
 * @throws {CapitalError} bad-number — on negative prices
 * @throws {CapitalError} bad-input — on tiers that do not start at 0 and ascend
 * @example labellingCost({ tiers: [{ from: 0, price: 0.08 }], answers: 3, accepted: 0.95 }, 1000) // 252.63
 */
export function labellingCost(labelling: Labelling, labels: number): number {
  const { tiers, answers, accepted, review, item = 0, setup = 0 } = labelling;
  checked('labels', labels, { least: 0 });
  checked('answers', answers, { least: 1 });
  checked('accepted', accepted, { above: 0, most: 1 });
  for (const [name, value] of Object.entries({ item, setup, 'review.price': review?.price ?? 0 }))
    checked(name, value, { least: 0 });
  checked('review.share', review?.share ?? 0, { least: 0, most: 1 });
  if (tiers[0]?.from !== 0 || tiers.some(({ from }, i) => i > 0 && from <= tiers[i - 1]!.from))
    throw new CapitalError(
      'bad-input',
      'Expected price tiers that start at 0 and ascend, such as [{ from: 0, price: 0.08 }].',
      { fields: { tiers } },
    );
  for (const { from, price } of tiers) checked(`price from ${from} on`, price, { least: 0 });
  if (labels === 0) return 0;
  const bought = labels / accepted;
  const paid = tiers.reduce((sum, { from, price }, i) => {
    const within = Math.max(0, Math.min(bought, tiers[i + 1]?.from ?? Number.POSITIVE_INFINITY) - from);
    return sum + within * answers * price;
  }, 0);
  return setup + paid + bought * (item + (review ? review.share * review.price : 0));
}
