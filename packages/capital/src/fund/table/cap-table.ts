import { dateOf, dayNumber } from '../../day-number.ts';
import { CapitalError } from '../../errors.ts';
import { ONE, type Rational, type RationalLike, rational, sum, ZERO } from '../exact/rational.ts';

import { readVesting, type Vesting } from './vesting.ts';

/** What preferred shares get at an exit before and beside the common. */
export type Participation =
  | 'none'
  | 'full'
  | { /** Total of preference and share, × the original price. */ cap: RationalLike };

export type AntiDilution = 'none' | 'broad-based' | 'full-ratchet';

/** A class of shares as its charter has it. */
export interface ShareClassInput {
  id: string;
  kind: 'common' | 'preferred';
  /** What one share cost when the class was first sold: the base of the preference. */
  originalPrice?: RationalLike;
  /** What buys one common share on conversion; the original price unless adjusted. */
  conversionPrice?: RationalLike;
  /** × the original price; 1 when not given. */
  preference?: RationalLike;
  participation?: Participation;
  /** Higher is paid first, equal numbers share (as in OCF); 1 when not given. */
  seniority?: number;
  antiDilution?: AntiDilution;
}

export interface ShareClass {
  readonly id: string;
  readonly kind: 'common' | 'preferred';
  readonly originalPrice: Rational;
  readonly conversionPrice: Rational;
  readonly preference: Rational;
  readonly participation: 'none' | 'full' | { readonly cap: Rational };
  readonly seniority: number;
  readonly antiDilution: AntiDilution;
}

export interface Holding {
  readonly holder: string;
  /** A class's id. */
  readonly class: string;
  readonly shares: Rational;
  readonly vesting?: Vesting;
}

/** Rights to common shares at a strike: options that were granted, and warrants. Counted gross, whatever they cost to exercise. */
export interface Grant {
  readonly kind: 'option' | 'warrant';
  readonly holder: string;
  readonly shares: Rational;
  readonly strike: Rational;
  readonly vesting?: Vesting;
  /** The last day on which it can be exercised. */
  readonly expires?: string;
}

export interface CapTable {
  readonly classes: readonly ShareClass[];
  readonly holdings: readonly Holding[];
  readonly grants: readonly Grant[];
  /** Reserved for options and not granted. */
  readonly pool: Rational;
}

interface GrantInput {
  holder: string;
  shares: RationalLike;
  strike?: RationalLike;
  vesting?: Vesting;
  expires?: string;
}

export interface CapTableInput {
  /** The class 'common' need not be listed. */
  classes?: readonly ShareClassInput[];
  holdings: readonly { holder: string; class?: string; shares: RationalLike; vesting?: Vesting }[];
  /** Options; warrants may stand among them by their kind, or apart. */
  grants?: readonly (GrantInput & { kind?: Grant['kind'] })[];
  warrants?: readonly GrantInput[];
  pool?: RationalLike;
}

/**
 * Reads a cap table: classes complete, every holding of a known class, no negative shares.
 *
 * @throws {CapitalError} cap-table-open — when it cannot close
 * @throws {CapitalError} bad-number — where a figure is negative, endless or none where it may not be
 * @example capTable({ holdings: [{ holder: 'founders', shares: 8_000_000 }], pool: 1_000_000 })
 */
export function capTable(input: CapTableInput): CapTable {
  const given = input.classes ?? [];
  const withCommon = given.some(({ kind }) => kind === 'common')
    ? given
    : [{ id: 'common', kind: 'common' as const }, ...given];
  const classes = withCommon.map(shareClass);
  const common = classes.find(({ kind }) => kind === 'common')!;
  for (const [i, { id }] of classes.entries())
    if (classes.findIndex((other) => other.id === id) !== i)
      throw open(`Two share classes are called '${id}'. Give each its own id.`, { class: id });
  const holdings = input.holdings.map(({ holder, class: id = common.id, shares, vesting }) => {
    if (!classes.some((known) => known.id === id))
      throw open(
        `${holder} holds shares of '${id}', which is no class of the table. Add the class or correct the holding.`,
        {
          holder,
          class: id,
          classes: classes.map((known) => known.id),
        },
      );
    return { holder, class: id, shares: notNegative(`Shares of ${holder}`, shares), ...vestingOf(vesting) };
  });
  const warrants = (input.warrants ?? []).map((each) => ({ ...each, kind: 'warrant' as const }));
  const grants = [...(input.grants ?? []), ...warrants].map(
    ({ kind = 'option', holder, shares, strike = 0, vesting, expires }): Grant => ({
      kind,
      holder,
      shares: notNegative(`${kind === 'option' ? 'Options' : 'Warrants'} of ${holder}`, shares),
      strike: notNegative(`Strike of ${holder}`, strike),
      ...vestingOf(vesting),
      ...(expires === undefined ? {} : { expires: dateOf(dayNumber(expires)) }),
    }),
  );
  const table: CapTable = { classes, holdings, grants, pool: notNegative('The option pool', input.pool ?? 0) };
  if (fullyDiluted(table).sign === 0) throw open('The table holds no shares. Give at least one holding.', {});
  return table;
}

function vestingOf(vesting: Vesting | undefined): { vesting?: Vesting } {
  return vesting === undefined ? {} : { vesting: readVesting(vesting) };
}

/** The common shares that one share of the class converts into. @example conversionRatio(seriesA).toString() // '1' */
export function conversionRatio(shareClass: ShareClass): Rational {
  return shareClass.kind === 'common' ? ONE : shareClass.originalPrice.over(shareClass.conversionPrice);
}

/**
 * A class by its id.
 *
 * @throws {CapitalError} cap-table-open — where shares do not add up, or a holder or class is missing
 * @example classOf(table, 'series-a').seniority
 */
export function classOf(table: CapTable, id: string): ShareClass {
  const found = table.classes.find((known) => known.id === id);
  if (!found)
    throw open(`'${id}' is no class of the table.`, { class: id, classes: table.classes.map((known) => known.id) });
  return found;
}

/** All shares as converted to common, granted options and pool among them. @example fullyDiluted(table).toString() */
export function fullyDiluted(table: CapTable): Rational {
  return outstanding(table).plus(table.pool);
}

/** Shares as converted and granted options, without the pool. @example outstanding(table).toNumber() */
export function outstanding(table: CapTable): Rational {
  return sum([
    ...table.holdings.map((holding) => holding.shares.times(conversionRatio(classOf(table, holding.class)))),
    ...table.grants.map((grant) => grant.shares),
  ]);
}

export interface OwnershipRow {
  holder: string;
  /** A class's id, 'options', 'warrants' or 'pool'. */
  security: string;
  /** As converted. */
  shares: Rational;
  /** Of all fully diluted shares; the rows add up to exactly one. */
  fraction: Rational;
}

/** Who owns what, fully diluted. @example ownership(table).map(({ holder, fraction }) => [holder, fraction.toNumber()]) */
export function ownership(table: CapTable): OwnershipRow[] {
  const total = fullyDiluted(table);
  const rows = [
    ...table.holdings.map(({ holder, class: id, shares }) => ({
      holder,
      security: id,
      shares: shares.times(conversionRatio(classOf(table, id))),
    })),
    ...table.grants.map(({ holder, shares, kind }) => ({ holder, security: `${kind}s`, shares })),
    ...(table.pool.sign > 0 ? [{ holder: 'pool', security: 'pool', shares: table.pool }] : []),
  ];
  return rows.map((row) => ({ ...row, fraction: row.shares.over(total) }));
}

/** What a holder owns of the whole over all securities. @example owned(table, 'founders').toNumber() */
export function owned(table: CapTable, holder: string): Rational {
  return sum(
    ownership(table)
      .filter((row) => row.holder === holder)
      .map((row) => row.fraction),
  );
}

function shareClass(input: ShareClassInput): ShareClass {
  const price = input.originalPrice === undefined ? ZERO : notNegative(`Price of ${input.id}`, input.originalPrice);
  if (input.kind === 'preferred' && price.sign === 0)
    throw open(`Preferred class '${input.id}' needs its original price, which its preference is measured by.`, {
      class: input.id,
    });
  const conversionPrice = input.conversionPrice === undefined ? price : rational(input.conversionPrice);
  if (input.kind === 'preferred' && conversionPrice.sign <= 0)
    throw open(`Class '${input.id}': expected a conversion price above 0, received ${conversionPrice}.`, {
      class: input.id,
    });
  const { participation = 'none', seniority = 1 } = input;
  if (!Number.isFinite(seniority))
    throw open(`Class '${input.id}': expected a number as seniority, received ${seniority}.`, { class: input.id });
  return {
    id: input.id,
    kind: input.kind,
    originalPrice: price,
    conversionPrice,
    preference: notNegative(`Preference of ${input.id}`, input.preference ?? (input.kind === 'preferred' ? 1 : 0)),
    participation:
      typeof participation === 'string' ? participation : { cap: notNegative(`Cap of ${input.id}`, participation.cap) },
    seniority,
    antiDilution: input.antiDilution ?? 'none',
  };
}

function notNegative(name: string, value: RationalLike): Rational {
  const number = rational(value);
  if (number.sign < 0)
    throw open(`${name}: expected 0 or more, received ${number}. A table with negative figures cannot close.`, {
      name,
      value: number.toString(),
    });
  return number;
}

function open(message: string, details: Record<string, unknown>): CapitalError {
  return new CapitalError('cap-table-open', message, { fields: details });
}
