import { readBySchema } from '@capstan/base';
import type { z } from 'zod';
import { CapitalError } from '../../errors.ts';
import type { Capitalization } from '../convertibles/capitalization.ts';
import type { Convertible } from '../convertibles/convertible.ts';
import { type Rational, rational, sum, ZERO } from '../exact/rational.ts';
import { type CapTable, capTable, type ShareClassInput } from '../table/cap-table.ts';
import { capitalizationOf } from './capitalization-rules.ts';
import { replay, type Security, TAKES } from './replay.ts';
import {
  type OcfConvertible,
  type OcfMechanism,
  type OcfStockClass,
  type OcfStockPlan,
  type OcfTransaction,
  ocfFile,
  ocfManifest,
  ocfObjects,
  REQUIRED,
} from './schema.ts';

/** What OCF leaves unsaid and a cap table must know. */
export interface Unstated {
  /** Of preferred without a participation cap. */
  participation: 'none' | 'full';
  /** Of SAFEs without a timing, and of notes. */
  capitalization: Capitalization;
}

export interface ImportedOcf {
  issuer: string;
  asOf: string;
  table: CapTable;
  /** Not yet converted, in the order of issue. */
  convertibles: Convertible[];
  /** Transactions that were left out, and why each cannot be followed; none unless that was asked for. */
  leftOut: readonly LeftOut[];
}

/** A transaction that cannot be followed. */
export interface LeftOut {
  readonly id: string;
  readonly type: string;
  readonly why: string;
}

/** Leave shares as they are. */
const HARMLESS =
  /^TX_(.*_ACCEPTANCE|VESTING_.*|ISSUER_AUTHORIZED_SHARES_ADJUSTMENT|STOCK_CLASS_AUTHORIZED_SHARES_ADJUSTMENT)$/;

/**
 * Reads an Open Cap Format 1.2 export: the parsed manifest and files, in any order. Transactions after the manifest's day are left
 * out. Every security is followed through all of them: shares that leave one arrive in its results or its balance, or the transaction
 * that loses them is named. Warrants stand among the grants, at their exercise price.
 *
 * @param options.leaveOut reads the rest where transactions cannot be followed, and says of each why; without it they are an error
 * @throws {CapitalError} bad-ocf — naming file, object and field, a line for each transaction that cannot be followed (`leftOut` in its fields)
 * @throws {CapitalError} cap-table-open — when the table does not close
 * @example importOcf([manifest, stakeholders, stockClasses, transactions], { unstated: { participation: 'none', capitalization: 'post' } })
 */
export function importOcf(
  documents: readonly unknown[],
  { unstated, leaveOut = false }: { unstated: Unstated; leaveOut?: boolean },
): ImportedOcf {
  const leftOut: LeftOut[] = [];
  const without = new Set<string>();
  for (;;) {
    try {
      const made = importRest(documents, unstated, without);
      if (leftOut.length === 0 || leaveOut) return { ...made, leftOut };
    } catch (error) {
      const found = error instanceof CapitalError ? faultIn(error) : undefined;
      if (!found || without.has(keyOf(found))) {
        if (leftOut.length === 0 || leaveOut) throw error;
      } else {
        leftOut.push(found);
        without.add(keyOf(found));
        continue;
      }
    }
    throw bad(leftOut.map(({ why }) => why).join('\n'), { ...leftOut[0], transaction: leftOut[0]!.id, leftOut });
  }
}

const keyOf = ({ type, id }: { type: string; id: string }): string => `${type} ${id}`;

/** The transaction that an error is about. */
function faultIn({ code, fields: { transaction, type }, message }: CapitalError): LeftOut | undefined {
  if (code !== 'bad-ocf' || typeof transaction !== 'string' || typeof type !== 'string') return undefined;
  return { id: transaction, type, why: message };
}

/** What an export says but for some transactions. */
function importRest(
  documents: readonly unknown[],
  unstated: Unstated,
  without: ReadonlySet<string>,
): Omit<ImportedOcf, 'leftOut'> {
  const manifestLike = documents.filter((each) => has(each, 'file_type', 'OCF_MANIFEST_FILE'));
  if (manifestLike.length !== 1)
    throw bad(`Expected one OCF manifest among the documents, received ${manifestLike.length}.`, {
      manifests: manifestLike.length,
    });
  const manifest = read(ocfManifest, manifestLike[0], 'the manifest');
  // OCF's own tutorials write '~~~ SAMPLE ~~~': what is no version says nothing, the objects are checked all the same.
  if (/^\d/.test(manifest.ocf_version) && !manifest.ocf_version.startsWith('1.2.'))
    throw bad(`Expected OCF version 1.2, received ${manifest.ocf_version}. Export the table again as 1.2.0.`, {
      version: manifest.ocf_version,
    });
  const items = documents
    .filter((each) => each !== manifestLike[0])
    .flatMap((each) => read(ocfFile, each, 'a file').items)
    .filter((item) => !without.has(keyOf({ type: item.object_type, id: String(item.id) })));
  const of = <T>(schema: z.ZodType<T>, wanted: (type: string) => boolean): T[] =>
    items
      .filter((item) => wanted(item.object_type) && !(typeof item.date === 'string' && item.date > manifest.as_of))
      .map((item) => read(schema, item, `${item.object_type} ${String(item.id)}`, item));
  const is =
    (...types: string[]) =>
    (type: string) =>
      types.includes(type);

  const stakeholders = new Map(
    of(ocfObjects.stakeholder, is('STAKEHOLDER')).map((each) => [each.id, each.name.legal_name]),
  );
  const classes = of(ocfObjects.stockClass, is('STOCK_CLASS'));
  const plans = of(ocfObjects.stockPlan, is('STOCK_PLAN'));
  refuseOthers(items, manifest.as_of);
  const transactions = of(ocfObjects.transaction, (type) => type.startsWith('TX_') && !HARMLESS.test(type));
  transactions.forEach(complete);
  const splits = transactions.filter(({ object_type }) => object_type === 'TX_STOCK_CLASS_SPLIT');
  const common = classes.filter(({ class_type }) => class_type === 'COMMON').map(({ id }) => id);
  const commonSplit = splits.find(({ stock_class_id }) => common.includes(stock_class_id!));
  if (plans.length > 0 && commonSplit)
    throw bad(
      `TX_STOCK_CLASS_SPLIT '${commonSplit.id}' of ${commonSplit.date} splits common stock while a stock plan is in force; how the plan followed is not in the export. Export grants and plan as they are after the split, without it.`,
      { classes: common, transaction: commonSplit.id, type: commonSplit.object_type },
    );
  const holder = (id: string, { object_type: type, id: transaction }: { object_type: string; id: string }) => {
    const name = stakeholders.get(id);
    if (name === undefined)
      throw bad(
        `Stakeholder '${id}' holds a security (${type} '${transaction}') but is in no stakeholders file. Add the file.`,
        { stakeholder: id, transaction, type },
      );
    return name;
  };
  const known = new Set(classes.map(({ id }) => id));
  for (const { object_type: type, id, stock_class_id: held } of transactions)
    if (type === 'TX_STOCK_ISSUANCE' && held !== undefined && !known.has(held))
      throw bad(`${type} '${id}': its class '${held}' is in no stock classes file. Add the file.`, {
        class: held,
        transaction: id,
        type,
      });
  const behaviour = new Map(plans.map(({ id, default_cancellation_behavior }) => [id, default_cancellation_behavior]));
  const { securities, exercised, retired, fromPlan, splitSince } = replay(transactions, (plan) => {
    const said = plan === undefined ? undefined : behaviour.get(plan);
    return said === undefined || said === 'RETURN_TO_POOL';
  });
  const kind = (wanted: Security['kind']): Security[] => securities.filter((each) => each.kind === wanted);
  const grants = [...kind('option'), ...kind('warrant')].map(({ kind: of, holder: id, issuance, left, strike }) => ({
    kind: of === 'warrant' ? ('warrant' as const) : ('option' as const),
    holder: holder(id, issuance),
    shares: left,
    strike,
  }));
  const inPool = [
    ...kind('option'),
    ...kind('stock').filter(({ id, issuance }) => issuance.stock_plan_id !== undefined && !fromPlan.has(id)),
  ];
  const used = sum([...inPool.map(({ left }) => left), ...exercised.values(), ...retired.values()]);
  const pool = plans.length === 0 ? ZERO : reservedBy(plans, transactions).minus(used);
  if (pool.sign < 0)
    throw new CapitalError(
      'cap-table-open',
      `More options were granted than the plans reserve, by ${ZERO.minus(pool)}. Add the missing pool adjustment.`,
      { fields: { missing: ZERO.minus(pool).toString() } },
    );
  const ratios = transactions.filter(({ object_type }) => object_type === 'TX_STOCK_CLASS_CONVERSION_RATIO_ADJUSTMENT');
  const table = capTable({
    classes: classes.flatMap((each) => {
      const first = transactions.find(
        ({ object_type, stock_class_id }) => object_type === 'TX_STOCK_ISSUANCE' && stock_class_id === each.id,
      );
      const adjusted = ratios.filter(({ stock_class_id }) => stock_class_id === each.id).at(-1);
      const price = first && rational(first.share_price!.amount).over(splitSince(each.id, first.date));
      return classInput(each, price, adjusted?.new_ratio_conversion_mechanism?.ratio, unstated);
    }),
    holdings: kind('stock').map(({ holder: id, issuance, left }) => ({
      holder: holder(id, issuance),
      class: issuance.stock_class_id!,
      shares: left,
    })),
    grants,
    pool,
  });
  const convertibles = kind('convertible')
    .sort((a, b) => (a.issuance.date < b.issuance.date ? -1 : a.issuance.date > b.issuance.date ? 1 : 0))
    .map(({ id, issuance, left }) => {
      const item = items.find((each) => each.object_type === 'TX_CONVERTIBLE_ISSUANCE' && each.security_id === id);
      const given = read(ocfObjects.convertibleIssuance, item, `TX_CONVERTIBLE_ISSUANCE ${String(item?.id)}`);
      return convertible(given, left, holder(given.stakeholder_id, issuance), unstated);
    });
  return { issuer: manifest.issuer.legal_name, asOf: manifest.as_of, table, convertibles };
}

/** Refuses a transaction that lacks what its kind must say. */
function complete(each: OcfTransaction): void {
  const needs = Object.hasOwn(REQUIRED, each.object_type) ? REQUIRED[each.object_type]! : (['security_id'] as const);
  for (const field of needs)
    if (each[field] === undefined)
      throw bad(
        `${each.object_type} ${each.id}: ${field} is missing. Correct the document; it should follow OCF 1.2.0.`,
        {
          transaction: each.id,
          type: each.object_type,
          field,
        },
      );
}

/** What the plans reserve: each as last adjusted. */
function reservedBy(plans: readonly OcfStockPlan[], transactions: readonly OcfTransaction[]): Rational {
  return sum(
    plans.map((plan) => {
      const last = transactions
        .filter(
          ({ object_type, stock_plan_id }) =>
            object_type === 'TX_STOCK_PLAN_POOL_ADJUSTMENT' && stock_plan_id === plan.id,
        )
        .sort((a, b) => (a.date < b.date ? -1 : 1))
        .at(-1);
      return rational((last?.shares_reserved ?? plan.initial_shares_reserved).replace(/^\+/, ''));
    }),
  );
}

function classInput(
  given: OcfStockClass,
  firstPrice: Rational | undefined,
  adjusted: { numerator: string; denominator: string } | undefined,
  unstated: Unstated,
): ShareClassInput[] {
  if (given.class_type === 'COMMON') return [{ id: given.id, kind: 'common', seniority: Number(given.seniority) }];
  const price = given.price_per_share?.amount ?? firstPrice;
  if (price === undefined) return []; // authorised and never sold
  const ratio = adjusted ?? given.conversion_rights?.[0]?.conversion_mechanism.ratio;
  const preference = given.liquidation_preference_multiple ?? '1';
  const cap = given.participation_cap_multiple;
  return [
    {
      id: given.id,
      kind: 'preferred',
      originalPrice: price,
      conversionPrice: ratio ? rational(price).times(ratio.denominator).over(ratio.numerator) : price,
      preference,
      // A cap at the preference leaves nothing to participate in.
      participation:
        cap === undefined ? unstated.participation : rational(cap).compare(preference) <= 0 ? 'none' : { cap },
      seniority: Number(given.seniority),
    },
  ];
}

/** A convertible with what is left of it. */
function convertible(given: OcfConvertible, left: Rational, holder: string, unstated: Unstated): Convertible {
  const mechanism: OcfMechanism = given.conversion_triggers[0]!.conversion_right.conversion_mechanism;
  const base = { id: given.custom_id, holder };
  const amount = left.equals(given.investment_amount.amount) ? given.investment_amount.amount : left;
  if (mechanism.type === 'FIXED_PERCENT_OF_CAPITALIZATION_CONVERSION')
    return { ...base, kind: 'percent', amount, fraction: fraction(mechanism.converts_to_percent) };
  const terms = {
    ...(mechanism.conversion_valuation_cap && { cap: mechanism.conversion_valuation_cap.amount }),
    ...(mechanism.conversion_discount && { discount: fraction(mechanism.conversion_discount) }),
  };
  const { capitalization_definition_rules: rules } = mechanism;
  const ruled = rules && capitalizationOf(rules, `TX_CONVERTIBLE_ISSUANCE ${given.custom_id}`);
  if (mechanism.type === 'SAFE_CONVERSION') {
    const timing = { PRE_MONEY: 'pre', POST_MONEY: 'post' } as const;
    return {
      ...base,
      kind: 'safe',
      amount,
      capitalization:
        ruled ?? (mechanism.conversion_timing ? timing[mechanism.conversion_timing] : unstated.capitalization),
      ...terms,
      ...(mechanism.conversion_mfn && { mfn: true }),
    };
  }
  const [rate, ...more] = mechanism.interest_rates;
  const compounding = mechanism.compounding_type === 'COMPOUNDING';
  if (
    more.length > 0 ||
    rate?.accrual_end_date !== undefined ||
    (compounding && mechanism.interest_accrual_period !== 'ANNUAL')
  )
    throw bad(
      `Note ${given.custom_id}: expected one rate without an end, simple or compounded yearly; others are not modelled. Compute its balance and give a SAFE's terms with it.`,
      { id: given.custom_id },
    );
  return {
    ...base,
    kind: 'note',
    principal: amount,
    rate: fraction(rate?.rate ?? '0'),
    interest: compounding ? 'compounded-yearly' : 'simple',
    dayCount: mechanism.day_count_convention === '30_360' ? '30/360' : 'actual/365',
    issued: rate?.accrual_start_date ?? given.date,
    capitalization: ruled ?? unstated.capitalization,
    ...terms,
  };
}

/** OCF writes '.2' for '0.2', and nothing at all for 0. */
function fraction(text: string): Rational {
  return rational(text === '' ? 0 : text.startsWith('.') ? `0${text}` : text);
}

function refuseOthers(items: readonly { object_type: string; date?: unknown; id?: unknown }[], asOf: string): void {
  const other = items.find(
    ({ object_type: type, date }) =>
      type.startsWith('TX_') &&
      !(typeof date === 'string' && date > asOf) &&
      !Object.hasOwn(REQUIRED, type) &&
      !TAKES.test(type) &&
      !HARMLESS.test(type),
  );
  if (other)
    throw bad(
      `${other.object_type} '${String(other.id)}' changes shares in a way that is not modelled. Take it out and add its effect by hand.`,
      { transaction: String(other.id), type: other.object_type },
    );
}

function read<T>(
  schema: z.ZodType<T>,
  value: unknown,
  what: string,
  item?: { readonly object_type: string; readonly id?: unknown },
): T {
  return readBySchema(schema, value, (issues) => {
    const [first] = issues;
    const text = `${what}: ${first?.path || 'the object'}: ${first?.message} Correct the document; it should follow OCF 1.2.0.`;
    const about = item?.object_type.startsWith('TX_') && { transaction: String(item.id), type: item.object_type };
    return bad(text, { what, ...about, issues });
  });
}

function has(value: unknown, key: string, wanted: string): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).some(([name, held]) => name === key && held === wanted)
  );
}

function bad(message: string, details: Record<string, unknown>): CapitalError {
  return new CapitalError('bad-ocf', message, { fields: details });
}
