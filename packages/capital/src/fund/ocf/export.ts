import { dayNumber } from '../../day-number.ts';
import type { Convertible } from '../convertibles/convertible.ts';
import { type RationalLike, sum } from '../exact/rational.ts';
import { type CapTable, conversionRatio, type ShareClass } from '../table/cap-table.ts';
import { rulesOf } from './capitalization-rules.ts';
import { granted } from './export-grant.ts';
import { type Money, numeric } from './numeric.ts';
import type { OCF_VERSIONS } from './schema.ts';

export interface OcfExport {
  issuer: { legalName: string; formationDate: string /** ISO 3166-1 alpha-2 */; country: string };
  /** The day of the table; issuances bear it, since a table has no dates. */
  asOf: string;
  /** ISO 8601 with a time. */
  generatedAt: string;
  /** ISO 4217 */
  currency: string;
  table: CapTable;
  convertibles?: readonly Convertible[];
  /** The schemas by which it will be read; '1.2.0', the last release. */
  version?: (typeof OCF_VERSIONS)[number];
}

/**
 * Writes a cap table as an Open Cap Format 1.2 export: the text of every file by its name, for `writeFile`. Anti-dilution
 * protection has no place in the format and is left out, as is vesting.
 *
 * @param md5 of a text, in hexadecimal: the manifest lists it for each file
 * @throws {CapitalError} bad-ocf — on shares or prices that ten decimals do not hold (close the round with LEGAL_ROUNDING)
 * @throws {CapitalError} bad-date — where a date is none
 * @example exportOcf({ issuer, asOf: '2026-11-24', generatedAt, currency: 'USD', table }, (text) => createHash('md5').update(text).digest('hex'))
 */
export function exportOcf(given: OcfExport, md5: (text: string) => string): Record<string, string> {
  dayNumber(given.asOf);
  dayNumber(given.issuer.formationDate);
  const { table, currency, asOf } = given;
  const convertibles = given.convertibles ?? [];
  const money = (amount: RationalLike, what: string) => ({ amount: numeric(amount, what), currency });
  const holders = [...new Set([...table.holdings, ...table.grants, ...convertibles].map(({ holder }) => holder))];
  const common = table.classes.find(({ kind }) => kind === 'common')!.id;
  const issuance = (i: number, prefix: string, holder: string) => ({
    id: `${prefix}-${i + 1}`,
    security_id: `security-${prefix}-${i + 1}`,
    date: asOf,
    custom_id: `${prefix}-${i + 1}`,
    stakeholder_id: `stakeholder-${holders.indexOf(holder) + 1}`,
    security_law_exemptions: [],
  });
  const options = table.grants.filter(({ kind }) => kind === 'option');
  const plans =
    options.length > 0 || table.pool.sign > 0
      ? [
          {
            object_type: 'STOCK_PLAN',
            id: 'plan',
            plan_name: 'Stock plan',
            initial_shares_reserved: numeric(
              table.pool.plus(sum(options.map(({ shares }) => shares))),
              'the option plan',
            ),
            stock_class_ids: [common],
          },
        ]
      : [];
  const files: Record<string, { file_type: string; items: object[] }> = {
    'Stakeholders.ocf.json': {
      file_type: 'OCF_STAKEHOLDERS_FILE',
      items: holders.map((holder, i) => ({
        object_type: 'STAKEHOLDER',
        id: `stakeholder-${i + 1}`,
        name: { legal_name: holder },
        stakeholder_type: 'INSTITUTION',
      })),
    },
    'StockClasses.ocf.json': {
      file_type: 'OCF_STOCK_CLASSES_FILE',
      items: table.classes.map((held) => stockClass(held, common, money)),
    },
    'StockPlans.ocf.json': { file_type: 'OCF_STOCK_PLANS_FILE', items: plans },
    'Transactions.ocf.json': {
      file_type: 'OCF_TRANSACTIONS_FILE',
      items: [
        ...table.holdings.map(({ holder, class: id, shares }, i) => ({
          object_type: 'TX_STOCK_ISSUANCE',
          ...issuance(i, 'stock', holder),
          stock_class_id: id,
          share_price: money(table.classes.find((held) => held.id === id)!.originalPrice, `the price of ${id}`),
          quantity: numeric(shares, `the shares of ${holder}`),
          stock_legend_ids: [],
        })),
        ...table.grants.map((grant, i) =>
          granted(grant, issuance(i, grant.kind === 'option' ? 'grant' : 'warrant', grant.holder), money, common),
        ),
        ...convertibles.map((each, i) => ({
          object_type: 'TX_CONVERTIBLE_ISSUANCE',
          ...issuance(i, 'convertible', each.holder),
          custom_id: each.id,
          investment_amount: money(each.kind === 'note' ? each.principal : each.amount, `the amount of ${each.id}`),
          convertible_type: each.kind === 'note' ? 'NOTE' : each.kind === 'safe' ? 'SAFE' : 'CONVERTIBLE_SECURITY',
          conversion_triggers: [
            {
              trigger_id: `${each.id}-financing`,
              type: 'AUTOMATIC_ON_CONDITION',
              trigger_condition: 'The issuer sells preferred stock in a financing at a fixed valuation.',
              conversion_right: {
                type: 'CONVERTIBLE_CONVERSION_RIGHT',
                conversion_mechanism: mechanism(each, money),
                converts_to_future_round: true,
              },
            },
          ],
          seniority: 1,
        })),
      ],
    },
  };
  const texts = Object.fromEntries(
    Object.entries(files).map(([name, file]) => [name, `${JSON.stringify(file, null, 2)}\n`]),
  );
  const listed = (name: string) => [{ filepath: `./${name}`, md5: md5(texts[name]!) }];
  const manifest = {
    ocf_version: given.version ?? '1.2.0',
    file_type: 'OCF_MANIFEST_FILE',
    as_of: asOf,
    generated_at: given.generatedAt,
    issuer: {
      object_type: 'ISSUER',
      id: 'issuer',
      legal_name: given.issuer.legalName,
      formation_date: given.issuer.formationDate,
      country_of_formation: given.issuer.country,
    },
    stakeholders_files: listed('Stakeholders.ocf.json'),
    stock_classes_files: listed('StockClasses.ocf.json'),
    stock_plans_files: listed('StockPlans.ocf.json'),
    transactions_files: listed('Transactions.ocf.json'),
    stock_legend_templates_files: [],
    valuations_files: [],
    vesting_terms_files: [],
  };
  return { 'Manifest.ocf.json': `${JSON.stringify(manifest, null, 2)}\n`, ...texts };
}

function stockClass(held: ShareClass, common: string, money: Money): object {
  const shared = {
    object_type: 'STOCK_CLASS',
    id: held.id,
    name: held.id,
    default_id_prefix: `${held.id}-`,
    initial_shares_authorized: 'NOT APPLICABLE',
    votes_per_share: '1',
    seniority: String(held.seniority),
  };
  if (held.kind === 'common') return { ...shared, class_type: 'COMMON' };
  const ratio = conversionRatio(held);
  return {
    ...shared,
    class_type: 'PREFERRED',
    price_per_share: money(held.originalPrice, `the price of ${held.id}`),
    conversion_rights: [
      {
        type: 'STOCK_CLASS_CONVERSION_RIGHT',
        conversion_mechanism: {
          type: 'RATIO_CONVERSION',
          conversion_price: money(held.conversionPrice.round(10, 'nearest'), `the conversion price of ${held.id}`),
          ratio: { numerator: String(ratio.numerator), denominator: String(ratio.denominator) },
          rounding_type: 'FLOOR',
        },
        converts_to_stock_class_id: common,
      },
    ],
    liquidation_preference_multiple: numeric(held.preference, `the preference of ${held.id}`),
    ...(held.participation !== 'full' && {
      participation_cap_multiple: numeric(
        held.participation === 'none' ? held.preference : held.participation.cap,
        `the participation cap of ${held.id}`,
      ),
    }),
  };
}

function mechanism(each: Convertible, money: Money): object {
  if (each.kind === 'percent')
    return {
      type: 'FIXED_PERCENT_OF_CAPITALIZATION_CONVERSION',
      converts_to_percent: numeric(each.fraction, `the fraction of ${each.id}`),
    };
  const terms = {
    ...rulesOf(each.capitalization),
    ...(each.cap !== undefined && { conversion_valuation_cap: money(each.cap, `the cap of ${each.id}`) }),
    ...(each.discount !== undefined && { conversion_discount: numeric(each.discount, `the discount of ${each.id}`) }),
  };
  if (each.kind === 'safe')
    return {
      type: 'SAFE_CONVERSION',
      conversion_mfn: each.mfn ?? false,
      ...(typeof each.capitalization === 'string' && {
        conversion_timing: each.capitalization === 'pre' ? 'PRE_MONEY' : 'POST_MONEY',
      }),
      ...terms,
    };
  return {
    type: 'CONVERTIBLE_NOTE_CONVERSION',
    interest_rates: [{ rate: numeric(each.rate, `the rate of ${each.id}`), accrual_start_date: each.issued }],
    day_count_convention: each.dayCount === '30/360' ? '30_360' : 'ACTUAL_365',
    interest_payout: 'DEFERRED',
    interest_accrual_period: 'ANNUAL',
    compounding_type: each.interest === 'simple' ? 'SIMPLE' : 'COMPOUNDING',
    ...terms,
  };
}
