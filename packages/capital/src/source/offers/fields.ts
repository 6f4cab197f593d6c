import { z } from 'zod';
import { CURRENCIES } from '../../quantity/currencies.ts';

const title = z.string().min(1).max(200);
export const amount = z.number().min(0);
/** What is free is a grant or a credit; a price of 0 is none. */
export const price = z.number().positive();
export const portion = z.number().min(0).max(1);
export const months = z.int().min(1).max(600);
export const wait = z.int().min(0).max(10_000);

/** What every offer says. Months count from 0, the first of the plan. */
const common = {
  id: title,
  provider: title,
  /** Of all its prices; the plan's where it is not said. */
  currency: z
    .string()
    .refine((code) => CURRENCIES.includes(code), {
      error: ({ input }) => `Expected a currency of ISO 4217 such as USD, received '${String(input)}'.`,
    })
    .exactOptional(),
  /** First month in which it can be had, or applied for; 0. */
  from: wait.exactOptional(),
};

/** Machines, which stand somewhere. */
export const machines = {
  ...common,
  region: title,
  /** GPUs that come and go together; 1. */
  gpusPerNode: z.int().min(1).exactOptional(),
  /** Work that a GPU-hour does, over that of the chip in which demand is counted; 1. */
  speed: z.number().positive().exactOptional(),
  /** Most nodes at a time. */
  maxNodes: amount.exactOptional(),
};

/** Someone gives: what is free is still uncertain, late and limited. */
const given = {
  /** Months from application to use; 0. */
  waitMonths: wait.exactOptional(),
  /** Months of use before it lapses. */
  expiresAfter: months,
  /** Probability that it is given; 1. */
  acceptance: portion.exactOptional(),
  /** What the application costs; 0. */
  applicationCost: amount.exactOptional(),
  /** What is asked in return, such as publication. */
  conditions: title.exactOptional(),
};

export const givenMachines = { ...machines, ...given };
export const givenMoney = { ...common, ...given };
