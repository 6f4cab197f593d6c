import { z } from 'zod';
import { plannedOffer } from '../../source/offers/offer.ts';
import { formula, name, title } from './fields.ts';

const amount = z.number().min(0);
const share = z.number().min(0).max(1);

/** What has to be computed, and every way to get the machines. */
export const sourcingSchema = z.strictObject({
  demands: z
    .array(
      z.strictObject({
        name: title,
        /** Device-hours a month, of the chip whose speed is 1. */
        hours: formula,
        /** Money a month that other lines of the plan already pay for these hours; runs named in `hours` are known. */
        instead: formula.exactOptional(),
        /** Where its data may be. */
        regions: z.array(title).min(1).exactOptional(),
      }),
    )
    .min(1)
    .max(20),
  offers: z.array(plannedOffer).min(1).max(200),
  /** Which of the paths' demands is sourced for: 0.5 is the median. */
  quantile: share.default(0.5),
  /** A year. */
  discountRate: amount,
  needAfter: share.exactOptional(),
  /** Most money a month. */
  budget: amount.exactOptional(),
  /** On which part of the paths the money for the programme must be there. */
  payable: share.default(0.9),
  /** How rents move: as one of the plan's series does, or on their own, see pricePaths. */
  rents: z.union([
    z.strictObject({ series: name }),
    z.strictObject({ start: z.number().positive(), reversion: amount, volatility: amount, source: title }),
  ]),
});
