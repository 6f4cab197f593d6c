import { z } from 'zod';

// The objects of the Open Cap Format 1.2.0 that a cap table is made of (Open-Cap-Table-Coalition/Open-Cap-Format-OCF, tag v1.2.0,
// schema/). Unknown fields are let through; what is used is checked.

/** What an export can call itself: the release, and what the schemas on OCF's main branch ask for since. */
export const OCF_VERSIONS = ['1.2.0', '1.2.1-alpha+main'] as const;

const numeric = z.string().regex(/^[+-]?\d{1,40}(\.\d{1,10})?$/, 'expected a number as text with at most 10 decimals');
const percentage = z.string().regex(/^0?(\.\d{1,10})?$|^1(\.0{1,10})?$/, 'expected a fraction from 0 to 1 as text');
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'expected YYYY-MM-DD');
const money = z.object({ amount: numeric, currency: z.string().regex(/^[A-Z]{3}$/) });
const ratio = z.object({ numerator: numeric, denominator: numeric });
const id = z.string().min(1);

const ratioConversion = z.object({ type: z.literal('RATIO_CONVERSION'), conversion_price: money, ratio });
const rules = z.object({
  include_outstanding_shares: z.boolean(),
  include_outstanding_options: z.boolean(),
  include_outstanding_unissued_options: z.boolean(),
  include_this_security: z.boolean(),
  include_other_converting_securities: z.boolean(),
  include_option_pool_topup_for_promised_options: z.boolean(),
  include_additional_option_pool_topup: z.boolean(),
  include_new_money: z.boolean(),
});
const capAndDiscount = {
  capitalization_definition_rules: rules.optional(),
  conversion_discount: percentage.optional(),
  conversion_valuation_cap: money.optional(),
};

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

/** Any transaction, with the fields that move shares; what its kind must have is checked where it is followed. */
const transaction = z.object({
  object_type: z.string().regex(/^TX_/),
  id,
  date,
  security_id: id.optional(),
  stakeholder_id: id.optional(),
  custom_id: z.string().optional(),
  stock_class_id: id.optional(),
  stock_plan_id: id.optional(),
  share_price: money.optional(),
  exercise_price: money.nullish().transform((price) => price ?? undefined),
  new_exercise_price: money.optional(),
  quantity: numeric.optional(),
  quantity_converted: numeric.optional(),
  amount: money.optional(),
  investment_amount: money.optional(),
  resulting_security_ids: z.array(id).optional(),
  resulting_security_id: id.optional(),
  security_ids: z.array(id).optional(),
  balance_security_id: id.optional(),
  split_transaction_id: id.optional(),
  split_ratio: ratio.optional(),
  shares_reserved: numeric.optional(),
  new_ratio_conversion_mechanism: ratioConversion.optional(),
  conversion_triggers: z.unknown().optional(),
});
const convertibleIssuance = z.object({
  object_type: z.literal('TX_CONVERTIBLE_ISSUANCE'),
  ...security,
  custom_id: z.string(),
  investment_amount: money,
  convertible_type: z.enum(['NOTE', 'SAFE', 'CONVERTIBLE_SECURITY']),
  conversion_triggers: z.array(z.object({ conversion_right: z.object({ conversion_mechanism: mechanism }) })).min(1),
});

/** What a kind of transaction must say to be followed. */
export const REQUIRED: Readonly<Record<string, readonly (keyof OcfTransaction)[]>> = {
  TX_STOCK_ISSUANCE: ['security_id', 'stakeholder_id', 'stock_class_id', 'share_price', 'quantity'],
  TX_EQUITY_COMPENSATION_ISSUANCE: ['security_id', 'stakeholder_id', 'quantity'],
  TX_PLAN_SECURITY_ISSUANCE: ['security_id', 'stakeholder_id', 'quantity'],
  TX_WARRANT_ISSUANCE: ['security_id', 'stakeholder_id'],
  TX_CONVERTIBLE_ISSUANCE: ['security_id', 'stakeholder_id', 'investment_amount'],
  TX_STOCK_CLASS_SPLIT: ['stock_class_id', 'split_ratio'],
  TX_STOCK_CLASS_CONVERSION_RATIO_ADJUSTMENT: ['stock_class_id', 'new_ratio_conversion_mechanism'],
  TX_STOCK_PLAN_POOL_ADJUSTMENT: ['stock_plan_id', 'shares_reserved'],
  TX_STOCK_PLAN_RETURN_TO_POOL: ['security_id', 'stock_plan_id', 'quantity'],
  TX_EQUITY_COMPENSATION_REPRICING: ['security_id', 'new_exercise_price'],
  TX_STOCK_CONSOLIDATION: ['security_ids', 'resulting_security_id'],
};

export const ocfObjects = { issuer, stakeholder, stockClass, stockPlan, transaction, convertibleIssuance } as const;

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

export type OcfRules = z.infer<typeof rules>;
export type OcfMechanism = z.infer<typeof mechanism>;
export type OcfConvertible = z.infer<typeof convertibleIssuance>;
export type OcfStockClass = z.infer<typeof stockClass>;
export type OcfTransaction = z.infer<typeof transaction>;
export type OcfStockPlan = z.infer<typeof stockPlan>;
