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

const counts = z.boolean().exactOptional();

const conversion = {
  /** What a cap is divided by: see Capitalization. */
  capitalization: z.union([
    z.enum(['pre', 'post']),
    z.strictObject({ options: counts, warrants: counts, pool: counts, poolIncrease: counts, converting: counts }),
  ]),
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

const vesting = z.strictObject({
  from: day,
  /** Until all are vested. */
  months: z.int().min(1).max(240),
  cliff: z.int().min(0).max(240).exactOptional(),
  /** Months of a step; 1. */
  every: z.int().min(1).max(240).exactOptional(),
  /** The part of what is unvested that a sale vests at once; 0. */
  accelerated: exact.exactOptional(),
});

/** A right to common shares. */
const right = {
  holder: title,
  shares: exact,
  strike: exact.exactOptional(),
  vesting: vesting.exactOptional(),
  /** The last day on which it can be exercised. */
  expires: day.exactOptional(),
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
  holdings: z
    .array(
      z.strictObject({
        holder: title,
        class: title.exactOptional(),
        shares: exact,
        /** The company takes back what is not vested. */
        vesting: vesting.exactOptional(),
      }),
    )
    .min(1),
  /** Options. */
  grants: z.array(z.strictObject(right)).exactOptional(),
  warrants: z.array(z.strictObject(right)).exactOptional(),
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
  /** What a common share is worth by the option-pricing method, solved back from the price of the latest round: a start for a 409A report. */
  commonValue: z
    .strictObject({
      /** Of all equity, over √year, as comparable companies' shares have it. */
      volatility: z.number().positive().max(5),
      /** A year, free of risk. */
      rate: z.number().min(-0.1).max(1),
      /** Until a sale. */
      years: z.number().positive().max(30),
      /** The discount for lack of marketability; 0. */
      discount: z.number().min(0).max(0.9).exactOptional(),
      source: title,
    })
    .exactOptional(),
  /** Prices of the company at which the page says who gets what. */
  exits: z.array(z.number().positive()).max(6).default([]),
});
