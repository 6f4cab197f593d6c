import { CapitalError } from '../../errors.ts';
import { ONE, type Rational, rational, sum, ZERO } from '../exact/rational.ts';
import type { OcfTransaction } from './schema.ts';

/** A security as it is after all transactions of the export. */
export interface Security {
  readonly id: string;
  readonly kind: 'stock' | 'option' | 'warrant' | 'convertible';
  readonly issuance: OcfTransaction;
  readonly holder: string;
  /** Shares left of it; of a convertible the money. */
  left: Rational;
  strike: Rational;
}

/** What became of the securities. */
export interface Replayed {
  readonly securities: readonly Security[];
  /** By plan, options that were exercised or released, and those that ended without returning to the pool. */
  readonly exercised: ReadonlyMap<string, Rational>;
  readonly retired: ReadonlyMap<string, Rational>;
  /** Results of exercises and releases: not granted from a plan a second time. */
  readonly fromPlan: ReadonlySet<string>;
  /** By class, splits since a day. */
  splitSince(classId: string, day: string): Rational;
}

const ISSUES: Readonly<Record<string, Security['kind']>> = {
  TX_STOCK_ISSUANCE: 'stock',
  TX_EQUITY_COMPENSATION_ISSUANCE: 'option',
  TX_PLAN_SECURITY_ISSUANCE: 'option',
  TX_WARRANT_ISSUANCE: 'warrant',
  TX_CONVERTIBLE_ISSUANCE: 'convertible',
};
/** Transactions that take from one security. */
export const TAKES =
  /^TX_(STOCK|CONVERTIBLE|EQUITY_COMPENSATION|PLAN_SECURITY|WARRANT)_(CANCELLATION|TRANSFER|RETRACTION|CONVERSION|REISSUANCE|REPURCHASE|EXERCISE|RELEASE)$/;
const FAMILY: Readonly<Record<string, Security['kind']>> = {
  STOCK: 'stock',
  CONVERTIBLE: 'convertible',
  EQUITY_COMPENSATION: 'option',
  PLAN_SECURITY: 'option',
  WARRANT: 'warrant',
};

/**
 * Follows every security through its transactions, day by day. What leaves one security is in its results, in its balance or gone by
 * a repurchase, cancellation or retraction: anything else is an error that names the transaction.
 *
 * @throws {CapitalError} bad-ocf — naming transaction and security
 */
export function replay(
  transactions: readonly OcfTransaction[],
  cancelledReturn: (plan: string | undefined) => boolean,
): Replayed {
  const securities = new Map<string, Security>();
  for (const each of transactions) if (Object.hasOwn(ISSUES, each.object_type)) issue(securities, each);
  const splits: { classId: string; day: string; ratio: Rational; reissued: ReadonlySet<string> }[] = [];
  const state = {
    exercised: new Map<string, Rational>(),
    retired: new Map<string, Rational>(),
    fromPlan: new Set<string>(),
  };
  const ended = new Map<string, Rational>();
  const reissuedBy = Map.groupBy(
    transactions.filter(({ split_transaction_id }) => split_transaction_id !== undefined),
    ({ split_transaction_id }) => split_transaction_id,
  );
  // Of one day, securities are issued before they are split, and split before anything else happens to them.
  const order = ({ object_type: type }: OcfTransaction): number =>
    Object.hasOwn(ISSUES, type)
      ? 0
      : type === 'TX_STOCK_CLASS_SPLIT'
        ? 1
        : type === 'TX_STOCK_PLAN_RETURN_TO_POOL'
          ? 3
          : 2;
  for (const each of transactions.toSorted((a, b) =>
    a.date < b.date ? -1 : a.date > b.date ? 1 : order(a) - order(b),
  )) {
    const { object_type: type } = each;
    if (type === 'TX_STOCK_CLASS_SPLIT') {
      const ratio = rational(each.split_ratio!.numerator).over(each.split_ratio!.denominator);
      const reissued = new Set(
        (reissuedBy.get(each.id) ?? []).flatMap(({ resulting_security_ids }) => resulting_security_ids ?? []),
      );
      splits.push({ classId: each.stock_class_id!, day: each.date, ratio, reissued });
      for (const held of securities.values())
        if (
          held.kind === 'stock' &&
          held.issuance.stock_class_id === each.stock_class_id &&
          held.issuance.date <= each.date &&
          !reissued.has(held.id)
        )
          held.left = held.left.times(ratio);
    } else if (type === 'TX_STOCK_CONSOLIDATION') consolidate(securities, each);
    else if (type === 'TX_EQUITY_COMPENSATION_REPRICING')
      known(securities, each, each.security_id).strike = rational(each.new_exercise_price!.amount);
    else if (type === 'TX_STOCK_PLAN_RETURN_TO_POOL') returned(ended, state.retired, each);
    else if (TAKES.test(type)) take(securities, each, { ...state, ended, cancelledReturn });
  }
  return {
    securities: [...securities.values()].filter(({ left }) => left.sign > 0),
    ...state,
    splitSince: (classId, day) =>
      splits
        .filter((split) => split.classId === classId && split.day >= day)
        .reduce((all, { ratio }) => all.times(ratio), ONE),
  };
}

function issue(securities: Map<string, Security>, each: OcfTransaction): void {
  const kind = ISSUES[each.object_type]!;
  const id = each.security_id!;
  if (securities.has(id))
    throw bad(
      each,
      `issues security '${id}' a second time: '${securities.get(id)!.issuance.id}' issued it. Leave one of them out`,
    );
  const amount = kind === 'convertible' ? each.investment_amount?.amount : each.quantity;
  if (amount === undefined)
    throw bad(
      each,
      kind === 'warrant'
        ? 'says no number of shares: it hangs on a price to come. Work the number out and state it as quantity'
        : `states no ${kind === 'convertible' ? 'investment_amount' : 'quantity'}`,
    );
  securities.set(id, {
    id,
    kind,
    issuance: each,
    holder: each.stakeholder_id!,
    left: rational(amount),
    strike: rational(each.exercise_price?.amount ?? 0),
  });
}

function known(securities: ReadonlyMap<string, Security>, each: OcfTransaction, id: string | undefined): Security {
  const found = id === undefined ? undefined : securities.get(id);
  if (!found)
    throw bad(
      each,
      `is about security '${id}', which was never issued. Add its issuance, or leave the transaction out`,
    );
  if (found.issuance.date > each.date)
    throw bad(each, `is of ${each.date}, before security '${id}' was issued on ${found.issuance.date}`);
  return found;
}

interface Taking {
  readonly exercised: Map<string, Rational>;
  readonly retired: Map<string, Rational>;
  readonly fromPlan: Set<string>;
  readonly ended: Map<string, Rational>;
  readonly cancelledReturn: (plan: string | undefined) => boolean;
}

function take(
  securities: ReadonlyMap<string, Security>,
  each: OcfTransaction,
  { exercised, retired, fromPlan, ended, cancelledReturn }: Taking,
): void {
  const [, family, what] = TAKES.exec(each.object_type) as unknown as [string, string, string]; // as: the caller tested it
  const held = known(securities, each, each.security_id);
  if (held.kind !== FAMILY[family])
    throw bad(each, `is about security '${held.id}', which '${held.issuance.object_type}' issued`);
  if (held.left.sign === 0) throw bad(each, `is about security '${held.id}', of which nothing is left`);
  const results = (each.resulting_security_ids ?? []).map((id) => resultOf(securities, each, id));
  const balance =
    each.balance_security_id === undefined ? undefined : resultOf(securities, each, each.balance_security_id);
  const stated = held.kind === 'convertible' ? each.amount?.amount : (each.quantity ?? each.quantity_converted);
  const whole =
    what === 'RETRACTION' ||
    what === 'REISSUANCE' ||
    (what === 'EXERCISE' && held.kind === 'warrant') ||
    (what === 'CONVERSION' && held.kind === 'convertible');
  const took =
    stated === undefined || whole
      ? balance && !whole
        ? held.left.minus(issued(balance))
        : held.left
      : rational(stated);
  const unit = held.kind === 'convertible' ? 'of money' : 'shares';
  if (took.sign <= 0 || took.compare(held.left) > 0)
    throw bad(each, `takes ${took} ${unit} of security '${held.id}', of which ${held.left} are left`);
  const rest = held.left.minus(took);
  if (balance) {
    if (!issued(balance).equals(rest))
      throw bad(
        each,
        `leaves ${rest} ${unit} of security '${held.id}', but its balance '${balance.id}' was issued with ${issued(balance)}`,
      );
    held.left = ZERO;
  } else held.left = rest;
  const given = sum(results.map(issued));
  const moves = what === 'TRANSFER' || (what === 'REISSUANCE' && each.split_transaction_id === undefined);
  if (
    (moves || (what === 'EXERCISE' && results.length === 0) || (what === 'CONVERSION' && results.length === 0)) &&
    results.length === 0
  )
    throw bad(each, `says not what became of security '${held.id}': resulting_security_ids is empty`);
  if (moves && !given.equals(took))
    throw bad(
      each,
      `moves ${took} ${unit} of security '${held.id}', but ${given} arrive in ${results.map(({ id }) => `'${id}'`).join(', ')}`,
    );
  if ((what === 'EXERCISE' || what === 'RELEASE') && given.compare(took) > 0)
    throw bad(each, `turns ${took} shares of security '${held.id}' into ${given}`);
  if (held.kind !== 'option') return;
  const plan = held.issuance.stock_plan_id;
  if (what === 'EXERCISE' || what === 'RELEASE') {
    for (const { id } of results) fromPlan.add(id);
    if (plan !== undefined) exercised.set(plan, (exercised.get(plan) ?? ZERO).plus(took));
  } else if (what === 'CANCELLATION' && plan !== undefined) {
    ended.set(held.id, (ended.get(held.id) ?? ZERO).plus(took));
    if (!cancelledReturn(plan)) retired.set(plan, (retired.get(plan) ?? ZERO).plus(took));
  }
}

/** What a result was issued with. */
function issued({ kind, issuance }: Security): Rational {
  return rational((kind === 'convertible' ? issuance.investment_amount?.amount : issuance.quantity) ?? 0);
}

function resultOf(securities: ReadonlyMap<string, Security>, each: OcfTransaction, id: string): Security {
  const found = securities.get(id);
  if (!found)
    throw bad(each, `results in security '${id}', which was never issued: its holder would be lost. Add its issuance`);
  return found;
}

function consolidate(securities: ReadonlyMap<string, Security>, each: OcfTransaction): void {
  const result = resultOf(securities, each, each.resulting_security_id ?? '');
  const parts = (each.security_ids ?? []).map((id) => known(securities, each, id));
  const all = sum(parts.map(({ left }) => left));
  if (parts.length === 0 || !issued(result).equals(all))
    throw bad(each, `joins ${all} shares, but '${result.id}' was issued with ${issued(result)}`);
  for (const part of parts) part.left = ZERO;
}

function returned(ended: Map<string, Rational>, retired: Map<string, Rational>, each: OcfTransaction): void {
  const quantity = rational(each.quantity ?? 0);
  const plan = each.stock_plan_id ?? '';
  const left = ended.get(each.security_id ?? '') ?? ZERO;
  if (quantity.compare(left) > 0)
    throw bad(
      each,
      `returns ${quantity} shares of security '${each.security_id}' to the pool, of which ${left} were cancelled`,
    );
  ended.set(each.security_id!, left.minus(quantity));
  // Where cancelled options return by themselves, this says it once more.
  const held = retired.get(plan);
  if (held) retired.set(plan, held.compare(quantity) > 0 ? held.minus(quantity) : ZERO);
}

function bad({ object_type, id, date }: OcfTransaction, says: string): CapitalError {
  return new CapitalError('bad-ocf', `${object_type} '${id}' of ${date} ${says}.`, {
    fields: {
      transaction: id,
      type: object_type,
    },
  });
}
