import { CapitalError } from '../../errors.ts';
import type { Convertible } from '../convertibles/convertible.ts';
import { type Rational, type RationalLike, rational, sum, ZERO } from '../exact/rational.ts';
import { type CapTable, conversionRatio, type ShareClass } from '../table/cap-table.ts';
import { convertedShares, type Promised, promisesOf } from './promises.ts';
import { shareResidual } from './share-residual.ts';

export interface Waterfall {
  /** What each holder gets, by security; the payouts and `unclaimed` add up to the proceeds exactly. */
  payouts: { holder: string; security: string; amount: Rational }[];
  /** SAFEs and notes among them, by their ids. */
  byClass: { class: string; amount: Rational; converted: boolean }[];
  /** For a share of common. */
  perCommonShare: Rational;
  /** What no one may take: above 0 only when no class shares the residual. */
  unclaimed: Rational;
  /** How many sets of decisions no class would leave alone; the payouts are those of the one with fewest conversions. */
  stable: number;
}

interface Split {
  /** By the id of a class, a SAFE or a note. */
  takes: Map<string, Rational>;
  grants: Rational[];
  perShare: Rational;
  left: Rational;
}

/** How many can choose before every set of decisions is too many to try. */
const LIMIT = 12;

/**
 * Who gets what when the company is sold: debt, preferences by seniority (equal ranks share in proportion), then the residual to
 * common, options above their strike, converted and participating preferred up to its cap. SAFEs and notes that have not converted
 * get the greater of their money and of what their shares would (see promisesOf). Every set of conversions is tried, and one stands
 * from which nobody gains by deciding otherwise alone (a Nash equilibrium); where more than 12 can choose, it is found by letting
 * whoever gains most change. The unallocated pool takes nothing.
 *
 * @param options.convertibles what has been promised and has not converted
 * @param options.date the day of the sale, to which notes bear interest
 * @throws {CapitalError} bad-number — on negative proceeds
 * @throws {CapitalError} bad-input — when no decisions are stable or notes have no date
 * @example waterfall(table, 6_000_000).byClass
 */
export function waterfall(
  table: CapTable,
  proceeds: RationalLike,
  { convertibles = [], date }: { convertibles?: readonly Convertible[]; date?: string } = {},
): Waterfall {
  const exit = rational(proceeds);
  if (exit.sign < 0)
    throw new CapitalError('bad-number', `Expected proceeds of 0 or more, received ${exit}.`, {
      fields: {
        proceeds: exit.toString(),
      },
    });
  const promises = promisesOf(convertibles, date);
  const choosers = [
    ...table.classes.filter(
      (held) => held.kind === 'preferred' && held.participation !== 'full' && sharesOf(table, held).sign > 0,
    ),
    ...promises.filter(({ part }) => part !== undefined),
  ].map(({ id }) => id);
  const known = new Map<bigint, Split | undefined>();
  const splitOf = (decisions: bigint): Split | undefined => {
    if (!known.has(decisions)) known.set(decisions, split(table, promises, exit, chosen(choosers, decisions)));
    return known.get(decisions);
  };
  const gain = (decisions: bigint, i: number): Rational => {
    const otherwise = splitOf(decisions ^ (1n << BigInt(i)))?.takes.get(choosers[i]!);
    return otherwise ? otherwise.minus(splitOf(decisions)!.takes.get(choosers[i]!)!) : ZERO;
  };
  const stable =
    choosers.length <= LIMIT
      ? Array.from({ length: 2 ** choosers.length }, (_, decisions) => BigInt(decisions)).filter(
          (decisions) => splitOf(decisions) && choosers.every((_, i) => gain(decisions, i).sign <= 0),
        )
      : stableByChanges(choosers.length, gain);
  if (stable.length === 0)
    throw new CapitalError(
      'bad-input',
      'No set of conversion decisions is stable at these proceeds. Try proceeds a dollar off, and check caps and preferences.',
      { fields: { proceeds: exit.toString() } },
    );
  const best = stable.reduce((a, b) => (ones(b) < ones(a) ? b : a));
  return told(table, promises, splitOf(best)!, chosen(choosers, best), stable.length);
}

function chosen(choosers: readonly string[], decisions: bigint): Set<string> {
  return new Set(choosers.filter((_, i) => decisions & (1n << BigInt(i))));
}

/** From nobody converting, whoever gains most changes, until nobody gains. */
function stableByChanges(count: number, gain: (decisions: bigint, i: number) => Rational): bigint[] {
  let decisions = 0n;
  for (let change = 0; change < 8 * count; change++) {
    let [most, who] = [ZERO, -1];
    for (let i = 0; i < count; i++) {
      const gained = gain(decisions, i);
      if (gained.compare(most) > 0) [most, who] = [gained, i];
    }
    if (who < 0) return [decisions];
    decisions ^= 1n << BigInt(who);
  }
  return [];
}

/** undefined where those who convert would own more than there is. */
function split(
  table: CapTable,
  promises: readonly Promised[],
  exit: Rational,
  converted: ReadonlySet<string>,
): Split | undefined {
  const shares = convertedShares(
    table,
    promises.filter(({ id }) => converted.has(id)),
  );
  if (!shares) return undefined;
  const takes = new Map<string, Rational>([...table.classes, ...promises].map(({ id }) => [id, ZERO]));
  let left = exit;
  const pay = (claims: readonly { id: string; claim: Rational }[]): void => {
    const claimed = sum(claims.map(({ claim }) => claim));
    if (claimed.sign === 0) return;
    const paid = claimed.compare(left) <= 0 ? claimed : left;
    for (const { id, claim } of claims) takes.set(id, takes.get(id)!.plus(claim.times(paid).over(claimed)));
    left = left.minus(paid);
  };
  const open = promises.filter(({ id }) => !converted.has(id));
  pay(open.filter(({ debt }) => debt).map(({ id, back }) => ({ id, claim: back })));
  const claiming = table.classes.filter((held) => held.kind === 'preferred' && !converted.has(held.id));
  const senior = Math.max(
    ...table.classes.filter(({ kind }) => kind === 'preferred').map(({ seniority }) => seniority),
    1,
  );
  const tiers = new Set([...claiming.map(({ seniority }) => seniority), senior]);
  for (const rank of [...tiers].sort((a, b) => b - a)) {
    const preferred = claiming
      .filter(({ seniority }) => seniority === rank)
      .map((held) => ({ id: held.id, claim: preferenceOf(table, held) }));
    const safes = rank === senior ? open.filter(({ debt }) => !debt).map(({ id, back }) => ({ id, claim: back })) : [];
    pay([...preferred, ...safes]);
  }
  pay(open.map(({ id, extra }) => ({ id, claim: extra })));
  // Those who share the residual, with the price a share from which and up to which each does.
  const sharers = table.classes.flatMap((held) => {
    const all = sharesOf(table, held).times(conversionRatio(held));
    if (all.sign === 0) return [];
    const whole = held.kind === 'common' || converted.has(held.id) || held.participation === 'full';
    if (whole) return [{ id: held.id, shares: all, from: ZERO }];
    if (typeof held.participation === 'string') return [];
    const room = sharesOf(table, held)
      .times(held.originalPrice)
      .times(held.participation.cap)
      .minus(preferenceOf(table, held));
    return [{ id: held.id, shares: all, from: ZERO, upTo: room.sign > 0 ? room.over(all) : ZERO }];
  });
  sharers.push(...[...shares].map(([id, all]) => ({ id, shares: all, from: ZERO })));
  const granted = table.grants.map(({ shares: all, strike }) => ({ shares: all, from: strike }));
  const { perShare, amounts, rest } = shareResidual(left, [...sharers, ...granted]);
  for (const [i, { id }] of sharers.entries()) takes.set(id, takes.get(id)!.plus(amounts[i]!));
  return { takes, grants: amounts.slice(sharers.length), perShare, left: rest };
}

function told(
  table: CapTable,
  promises: readonly Promised[],
  { takes, grants, perShare, left }: Split,
  converted: ReadonlySet<string>,
  stable: number,
): Waterfall {
  const held = new Map(table.classes.map((each) => [each.id, sharesOf(table, each)]));
  return {
    payouts: [
      ...table.holdings
        .filter(({ shares }) => shares.sign > 0)
        .map(({ holder, class: id, shares }) => ({
          holder,
          security: id,
          amount: takes.get(id)!.times(shares).over(held.get(id)!),
        })),
      ...table.grants.map(({ holder, kind }, i) => ({ holder, security: `${kind}s`, amount: grants[i]! })),
      ...promises.map(({ holder, id }) => ({ holder, security: id, amount: takes.get(id)! })),
    ],
    byClass: [...takes].map(([id, amount]) => ({ class: id, amount, converted: converted.has(id) })),
    perCommonShare: perShare,
    unclaimed: left,
    stable,
  };
}

function sharesOf(table: CapTable, held: ShareClass): Rational {
  return sum(table.holdings.filter((holding) => holding.class === held.id).map(({ shares }) => shares));
}

function preferenceOf(table: CapTable, held: ShareClass): Rational {
  return sharesOf(table, held).times(held.originalPrice).times(held.preference);
}

function ones(bits: bigint): number {
  return bits.toString(2).replaceAll('0', '').length;
}
