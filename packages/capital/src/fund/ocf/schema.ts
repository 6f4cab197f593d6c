import { z } from 'zod';

// The objects of the Open Cap Format 1.2.0 that a cap table is made of (Open-Cap-Table-Coalition/Open-Cap-Format-OCF, tag v1.2.0,
// schema/). Unknown fields are let through; what is used is checked.

export const OCF_VERSION = '1.2.0';

const numeric = z.string().regex(/^[+-]?\d{1,40}(\.\d{1,10})?$/, 'expected a number as text with at most 10 decimals');
const percentage = z.string().regex(/^0?(\.\d{1,10})?$|^1(\.0{1,10})?$/, 'expected a fraction from 0 to 1 as text');
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'expected YYYY-MM-DD');
const money = z.object({ amount: numeric, currency: z.string().regex(/^[A-Z]{3}$/) });
const ratio = z.object({ numerator: numeric, denominator: numeric });
const id = z.string().min(1);

const ratioConversion = z.object({ type: z.literal('RATIO_CONVERSION'), conversion_price: money, ratio });
const capAndDiscount = { conversion_discount: percentage.optional(), conversion_valuation_cap: money.optional() };

const mechanism = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('SAFE_CONVERSION'),
    conversion_mfn: z.boolean(),
    conversion_timing: z.enum(['PRE_MONEY', 'POST_MONEY']).optional(),
    ...capAndDiscount,
  }),
  z.object({
    type: z.literal('CONVERTIBLE_NOTE_CONVERSION'),
    interest_rates: z.array(
      z.object({ rate: percentage, accrual_start_date: date, accrual_end_date: date.optional() }),
    ),
    day_count_convention: z.enum(['ACTUAL_365', '30_360']),
    interest_accrual_period: z.enum(['DAILY', 'MONTHLY', 'QUARTERLY', 'SEMI_ANNUAL', 'ANNUAL']),
    compounding_type: z.enum(['COMPOUNDING', 'SIMPLE']),
    ...capAndDiscount,
  }),
  z.object({ type: z.literal('FIXED_PERCENT_OF_CAPITALIZATION_CONVERSION'), converts_to_percent: percentage }),
]);

const security = { id, date, security_id: id, stakeholder_id: id };

const issuer = z.object({ object_type: z.literal('ISSUER'), id, legal_name: z.string(), formation_date: date });
const stakeholder = z.object({ object_type: z.literal('STAKEHOLDER'), id, name: z.object({ legal_name: z.string() }) });
const stockClass = z.object({
  object_type: z.literal('STOCK_CLASS'),
  id,
  name: z.string(),
  class_type: z.enum(['COMMON', 'PREFERRED']),
  seniority: numeric,
  price_per_share: money.optional(),
  conversion_rights: z.array(z.object({ conversion_mechanism: ratioConversion })).optional(),
  liquidation_preference_multiple: numeric.optional(),
  participation_cap_multiple: numeric.optional(),
});
const stockPlan = z.object({
  object_type: z.literal('STOCK_PLAN'),
  id,
  initial_shares_reserved: numeric,
  default_cancellation_behavior: z.string().optional(),
});

const stockIssuance = z.object({
  object_type: z.literal('TX_STOCK_ISSUANCE'),
  ...security,
  stock_class_id: id,
  stock_plan_id: id.optional(),
  share_price: money,
  quantity: numeric,
});
const grantIssuance = z.object({
  object_type: z.enum(['TX_EQUITY_COMPENSATION_ISSUANCE', 'TX_PLAN_SECURITY_ISSUANCE']),
  ...security,
  stock_plan_id: id.optional(),
  quantity: numeric,
  exercise_price: money.optional(),
});
const convertibleIssuance = z.object({
  object_type: z.literal('TX_CONVERTIBLE_ISSUANCE'),
  ...security,
  custom_id: z.string(),
  investment_amount: money,
  convertible_type: z.enum(['NOTE', 'SAFE', 'CONVERTIBLE_SECURITY']),
  conversion_triggers: z.array(z.object({ conversion_right: z.object({ conversion_mechanism: mechanism }) })).min(1),
});
const exercise = z.object({
  object_type: z.enum(['TX_EQUITY_COMPENSATION_EXERCISE', 'TX_PLAN_SECURITY_EXERCISE']),
  date,
  security_id: id,
  quantity: numeric,
  resulting_security_ids: z.array(id),
});
/** Ends a security; what is left of it, and what it became, are issuances of their own. */
const ending = z.object({
  object_type: z
    .string()
    .regex(
      /^TX_(STOCK|CONVERTIBLE|EQUITY_COMPENSATION|PLAN_SECURITY)_(CANCELLATION|TRANSFER|RETRACTION|CONVERSION|REISSUANCE|REPURCHASE)$/,
    ),
  date,
  security_id: id,
});
const split = z.object({
  object_type: z.literal('TX_STOCK_CLASS_SPLIT'),
  date,
  stock_class_id: id,
  split_ratio: ratio,
});
const ratioAdjustment = z.object({
  object_type: z.literal('TX_STOCK_CLASS_CONVERSION_RATIO_ADJUSTMENT'),
  date,
  stock_class_id: id,
  new_ratio_conversion_mechanism: ratioConversion,
});
const poolAdjustment = z.object({
  object_type: z.literal('TX_STOCK_PLAN_POOL_ADJUSTMENT'),
  date,
  stock_plan_id: id,
  shares_reserved: numeric,
});

/** By `object_type`; a reader of the others is `ending` or none. */
export const ocfObjects = {
  issuer,
  stakeholder,
  stockClass,
  stockPlan,
  stockIssuance,
  grantIssuance,
  convertibleIssuance,
  exercise,
  ending,
  split,
  ratioAdjustment,
  poolAdjustment,
} as const;

export const ocfManifest = z.object({
  file_type: z.literal('OCF_MANIFEST_FILE'),
  ocf_version: z.string(),
  as_of: date,
  issuer,
});
export const ocfFile = z.object({
  file_type: z.string().regex(/^OCF_[A-Z_]+_FILE$/),
  items: z.array(z.looseObject({ object_type: z.string() })),
});

export type OcfMechanism = z.infer<typeof mechanism>;
export type OcfConvertible = z.infer<typeof convertibleIssuance>;
export type OcfStockClass = z.infer<typeof stockClass>;
