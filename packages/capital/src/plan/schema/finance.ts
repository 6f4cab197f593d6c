import { z } from 'zod';
import { formula, title, yearMonth } from './fields.ts';

const loan = z
  .strictObject({
    name: title,
    month: yearMonth,
    amount: formula,
    /** Interest a year, paid each month on what is owed. */
    rate: formula,
    /** From the month in which it comes to the last repayment. */
    months: z.int().min(1).max(360),
    /** Months of interest alone, before equal repayments; 0. */
    interestOnly: z.int().min(0).max(359).default(0),
    /** Share of the amount that is kept at the start. */
    fees: formula.exactOptional(),
    /** It comes only when this holds in its month. */
    when: formula.exactOptional(),
    /** The least cash that must be there while anything is owed. */
    leastCash: formula.exactOptional(),
  })
  .refine(({ months, interestOnly }) => interestOnly < months, {
    error: 'Expected interestOnly to be fewer than months: something must be left to repay in.',
    path: ['interestOnly'],
  });

/** When money moves, what the state takes, what is borrowed: what stands between the lines of a plan and its cash. */
export const financeSchema = z.strictObject({
  /** Days after which customers pay; at most 182. */
  receivableDays: formula.default('0 [day]'),
  /** Days after which suppliers are paid: of serving, winning customers, trainings, controls and other costs; at most 182. */
  payableDays: formula.default('0 [day]'),
  /** On profit, once losses of the months before are made up; paid as it is earned. */
  taxRate: formula.default(0),
  loans: z.array(loan).max(20).default([]),
});
