import { CapitalError } from '../../errors.ts';
import { type Rational, type RationalLike, rational, sum, ZERO } from '../exact/rational.ts';
import { type CapTable, conversionRatio, type ShareClass } from '../table/cap-table.ts';
import { share } from './share-residual.ts';

export interface Waterfall {
  /** What each holder gets, by security; the payouts and `unclaimed` add up to the proceeds exactly. */
  payouts: { holder: string; security: string; amount: Rational }[];
  byClass: { class: string; amount: Rational; converted: boolean }[];
  /** For a share of common. */
  perCommonShare: Rational;
  /** What no one may take: above 0 only when no class shares the residual. */
  unclaimed: Rational;
  /** How many sets of decisions no class would leave alone; the payouts are those of the one with fewest conversions. */
  stable: number;
}

interface Split {
  /** Per class id. */
  classes: Map<string, Rational>;
  grants: Rational[];
  perShare: Rational;
  left: Rational;
}

const LIMIT = 12;

/**
 * Who gets what when the company is sold: preferences by seniority (equal ranks share in proportion), then the residual to common,
 * options above their strike, converted and participating preferred up to its cap. Every set of conversions is tried, and one
 * stands from which no class gains by deciding otherwise alone (a Nash equilibrium). The unallocated pool takes nothing.
 *
 * @throws CapitalError 'bad-number' on negative proceeds, 'bad-input' with more than 12 classes that can choose, or when no
 * decisions are stable.
 * @example waterfall(table, 6_000_000).byClass
 */
export function waterfall(table: CapTable, proceeds: RationalLike): Waterfall {
  const exit = rational(proceeds);
  if (exit.sign < 0)
    throw new CapitalError('bad-number', `Expected proceeds of 0 or more, received ${exit}.`, {
      proceeds: exit.toString(),
    });
  const choosers = table.classes.filter(
    (held) => held.kind === 'preferred' && held.participation !== 'full' && sharesOf(table, held).sign > 0,
  );
  if (choosers.length > LIMIT)
    throw new CapitalError(
      'bad-input',
      `${choosers.length} classes can convert or not, expected at most ${LIMIT}. Merge classes of equal terms.`,
      { classes: choosers.map(({ id }) => id) },
    );
  const splits = Array.from({ length: 2 ** choosers.length }, (_, decisions) => {
    const converted = new Set(choosers.filter((_, i) => decisions & (1 << i)).map(({ id }) => id));
    return split(table, exit, converted);
  });
  const gains = (decisions: number, i: number) => {
    const { id } = choosers[i]!;
    const otherwise = splits[decisions ^ (1 << i)]!.classes.get(id)!;
    return otherwise.compare(splits[decisions]!.classes.get(id)!) > 0;
  };
  const stable = splits.flatMap((_, decisions) => (choosers.some((_, i) => gains(decisions, i)) ? [] : [decisions]));
  if (stable.length === 0)
    throw new CapitalError(
      'bad-input',
      'No set of conversion decisions is stable at these proceeds. Try proceeds a dollar off, and check caps and preferences.',
      { proceeds: exit.toString() },
    );
  const chosen = stable.reduce((a, b) => (ones(b) < ones(a) ? b : a));
  return told(
    table,
    splits[chosen]!,
    new Set(choosers.filter((_, i) => chosen & (1 << i)).map(({ id }) => id)),
    stable.length,
  );
}

function split(table: CapTable, exit: Rational, converted: ReadonlySet<string>): Split {
  const classes = new Map<string, Rational>(table.classes.map(({ id }) => [id, ZERO]));
  let left = exit;
  const claiming = table.classes.filter((held) => held.kind === 'preferred' && !converted.has(held.id));
  for (const rank of [...new Set(claiming.map(({ seniority }) => seniority))].sort((a, b) => b - a)) {
    const tier = claiming
      .filter(({ seniority }) => seniority === rank)
      .map((held) => ({ held, claim: preferenceOf(table, held) }));
    const claimed = sum(tier.map(({ claim }) => claim));
    const paid = claimed.compare(left) <= 0 ? claimed : left;
    if (claimed.sign === 0) continue;
    for (const { held, claim } of tier) classes.set(held.id, claim.times(paid).over(claimed));
    left = left.minus(paid);
  }
  // Those who share the residual, with the price a share from which and up to which each does.
  const sharers = table.classes.flatMap((held) => {
    const shares = sharesOf(table, held).times(conversionRatio(held));
    if (shares.sign === 0) return [];
    const whole = held.kind === 'common' || converted.has(held.id) || held.participation === 'full';
    if (whole) return [{ id: held.id, shares, from: ZERO }];
    if (typeof held.participation === 'string') return [];
    const room = sharesOf(table, held)
      .times(held.originalPrice)
      .times(held.participation.cap)
      .minus(preferenceOf(table, held));
    return [{ id: held.id, shares, from: ZERO, upTo: room.sign > 0 ? room.over(shares) : ZERO }];
  });
  const granted = table.grants.map(({ shares, strike }) => ({ shares, from: strike }));
  const { perShare, amounts, rest } = share(left, [...sharers, ...granted]);
  for (const [i, { id }] of sharers.entries()) classes.set(id, classes.get(id)!.plus(amounts[i]!));
  return { classes, grants: amounts.slice(sharers.length), perShare, left: rest };
}

function told(
  table: CapTable,
  { classes, grants, perShare, left }: Split,
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
          amount: classes.get(id)!.times(shares).over(held.get(id)!),
        })),
      ...table.grants.map(({ holder }, i) => ({ holder, security: 'options', amount: grants[i]! })),
    ],
    byClass: [...classes].map(([id, amount]) => ({ class: id, amount, converted: converted.has(id) })),
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

function ones(bits: number): number {
  return bits.toString(2).replaceAll('0', '').length;
}
