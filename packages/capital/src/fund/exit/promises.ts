import { CapitalError } from '../../errors.ts';
import { type Capitalization, countedIn, countedShares } from '../convertibles/capitalization.ts';
import { type Convertible, discountOf, noteBalance } from '../convertibles/convertible.ts';
import { ONE, type Rational, rational, sum, ZERO } from '../exact/rational.ts';
import type { CapTable } from '../table/cap-table.ts';

/** What a SAFE or note that has not converted may take when the company is sold. */
export interface Promised {
  readonly id: string;
  readonly holder: string;
  /** Money back: a SAFE's amount, a note's balance. */
  readonly back: Rational;
  /** Debt is paid before every share; a SAFE stands beside the most senior preferred. */
  readonly debt: boolean;
  /** What a discount adds to the money back, once all preferred are paid: amount ÷ (1 − discount) in shares at the sale's price. */
  readonly extra: Rational;
  /** Where it may become shares: the part that it takes of the cap. */
  readonly part: Rational | undefined;
  /** Whether the cap counts what converts beside it. */
  readonly capitalization: Capitalization;
}

/**
 * Unconverted instruments at a sale, as YC's forms have them: the greater of the amount and of what its shares would get, a cap
 * being divided by all shares and options, what converts beside it among them for a post-money form, the unallocated pool not.
 *
 * @throws {CapitalError} bad-input — when notes come without the day of the sale
 * @throws {CapitalError} bad-number, dates-out-of-order — where a figure is negative, endless or none where it may not be, or a date lies before one that it must follow
 */
export function promisesOf(convertibles: readonly Convertible[], date: string | undefined): Promised[] {
  return convertibles.map((each) => {
    const { id, holder } = each;
    if (each.kind === 'percent')
      return {
        id,
        holder,
        back: rational(each.amount),
        debt: false,
        extra: ZERO,
        part: rational(each.fraction),
        capitalization: 'post',
      };
    if (each.kind === 'note' && date === undefined)
      throw new CapitalError(
        'bad-input',
        `Note ${id} bears interest until the sale: say on which day, { date: '2028-06-30' }.`,
        { fields: { id } },
      );
    const back = each.kind === 'note' ? noteBalance(each, date!) : rational(each.amount);
    const discount = discountOf(each);
    return {
      id,
      holder,
      back,
      debt: each.kind === 'note',
      extra: back.times(discount).over(ONE.minus(discount)),
      part: each.cap === undefined ? undefined : back.over(each.cap),
      capitalization: each.capitalization,
    };
  });
}

/** The shares of those that convert, all at once; undefined where together they would be the whole company. */
export function convertedShares(table: CapTable, converting: readonly Promised[]): Map<string, Rational> | undefined {
  const counted = converting.map((each) => ({ ...each, ...countedIn(each.capitalization) }));
  const shares = (each: (typeof counted)[number]): Rational => each.part!.times(countedShares(table, each));
  const rest = ONE.minus(sum(counted.filter((each) => each.converting).map(({ part }) => part!)));
  if (rest.sign <= 0) return undefined;
  // All that converts, those among it that count it themselves.
  const all = sum(counted.map(shares)).over(rest);
  return new Map(
    counted.map((each): [string, Rational] => [
      each.id,
      each.converting ? shares(each).plus(each.part!.times(all)) : shares(each),
    ]),
  );
}
