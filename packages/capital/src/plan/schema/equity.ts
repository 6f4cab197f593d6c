import { z } from 'zod';
import { rational } from '../../fund/exact/rational.ts';
import { day, formula, title } from './fields.ts';

/** An exact number: 0.2, '1/3', 8000000. */
const exact = z.union([
  z.number(),
  z.string().regex(/^-?\d+(\.\d+)?(\/\d+)?$/, 'Expected an exact number such as 0.2 or 1/3.'),
]);

/** 0.2 is a fifth off. YC's form states what is left: its 'Discount Rate 80 %' is 0.2 here. */
const discount = exact.refine((value) => rational(value).compare('1/2') <= 0, {
  error: ({ input }) =>
    `Expected what is taken off the price, 0.2 for a fifth, received ${String(input)}: YC's 'Discount Rate 80 %' is discount: 0.2.`,
});
const participation = z.union([z.enum(['none', 'full']), z.strictObject({ cap: exact })]);

const antiDilution = z.enum(['none', 'broad-based', 'full-ratchet']);

const conversion = {
  capitalization: z.enum(['pre', 'post']),
  cap: exact.exactOptional(),
  discount: discount.exactOptional(),
};

const safe = { ...conversion, kind: z.literal('safe'), mfn: z.boolean().exactOptional() };

const note = {
  ...conversion,
  kind: z.literal('note'),
  /** Interest a year. */
  rate: exact,
  interest: z.enum(['simple', 'compounded-yearly']),
  dayCount: z.enum(['actual/365', '30/360']),
  issued: day,
};

const part = z.strictObject({ holder: title, part: exact });

/** What a round's money buys: shares, or a promise of shares in the next priced round. */
export const termsSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...safe, holder: title }),
  z.strictObject({ ...note, holder: title }),
  z.strictObject({
    kind: z.literal('priced'),
    /** Money. */
    preMoney: formula,
    convention: z.enum(['pre-money', 'percent-ownership', 'dollars-invested']),
    rounding: z.enum(['exact', 'legal']).default('exact'),
    pool: z.union([
      z.literal('none'),
      z.strictObject({ target: exact, placement: z.enum(['pre', 'post']) }),
      z.strictObject({ increase: exact, placement: z.enum(['pre', 'post']) }),
    ]),
    /** Who pays which part; one investor named after the round when not given. */
    investors: z.array(part).min(1).exactOptional(),
    mfn: z.union([z.literal('best'), z.record(z.string(), z.string().nullable())]).exactOptional(),
    /** The closing day: notes need it for their interest. */
    date: day.exactOptional(),
    proRata: z.array(title).exactOptional(),
    preference: exact.exactOptional(),
    participation: participation.exactOptional(),
    seniority: z.number().exactOptional(),
    antiDilution: antiDilution.exactOptional(),
    onTrigger: z.enum(['waive', 'adjust-after']).exactOptional(),
  }),
]);

/** Who owns what at the plan's date, and what has been promised. */
export const capTableSchema = z.strictObject({
  classes: z
    .array(
      z.strictObject({
        id: title,
        kind: z.enum(['common', 'preferred']),
        originalPrice: exact.exactOptional(),
        conversionPrice: exact.exactOptional(),
        preference: exact.exactOptional(),
        participation: participation.exactOptional(),
        seniority: z.number().exactOptional(),
        antiDilution: antiDilution.exactOptional(),
      }),
    )
    .exactOptional(),
  holdings: z.array(z.strictObject({ holder: title, class: title.exactOptional(), shares: exact })).min(1),
  grants: z.array(z.strictObject({ holder: title, shares: exact, strike: exact.exactOptional() })).exactOptional(),
  pool: exact.exactOptional(),
  convertibles: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({ ...safe, id: title, holder: title, amount: exact }),
        z.strictObject({ ...note, id: title, holder: title, principal: exact }),
        z.strictObject({ kind: z.literal('percent'), id: title, holder: title, amount: exact, fraction: exact }),
      ]),
    )
    .default([]),
  /** Prices of the company at which the page says who gets what. */
  exits: z.array(z.number().positive()).max(6).default([]),
});
