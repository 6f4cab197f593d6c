import { CapitalError } from '../../errors.ts';
import { type Affine, scaled } from '../exact/affine.ts';
import { ONE, type Rational, rational } from '../exact/rational.ts';
import type { Conversion, Shape } from '../round/result.ts';
import type { RoundTerms } from '../round/terms.ts';
import type { Capitalization } from './capitalization.ts';
import { type Convertible, discountOf, noteBalance } from './convertible.ts';

/** The terms by which an amount converts; `elected` when an MFN took them over. */
export interface Package {
  capitalization: Capitalization;
  cap: Rational | undefined;
  discount: Rational;
  elected?: string;
}

/** One converting instrument: an amount, and the packages of terms its holder may choose from. */
export interface Claim {
  id: string;
  holder: string;
  amount: Rational;
  /** Empty for a fixed percentage. */
  packages: Package[];
  fraction: Rational | undefined;
  lines(shape: Shape): { line: Affine; basis: Conversion['basis']; elected?: string }[];
}

/**
 * The converting instruments as claims: each takes the most shares that any of its terms gives, a maximum of lines in the total
 * of shares.
 */
export function claimsOf(terms: RoundTerms): Claim[] {
  const convertibles = terms.convertibles ?? [];
  const ids = convertibles.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw open(`Two instruments are called '${twice}'. Give each its own id.`, { id: twice });
  return convertibles.map((instrument, i) => {
    const amount = amountOf(instrument, terms.date);
    if (amount.sign <= 0)
      throw new CapitalError('bad-number', `${instrument.id}: expected an amount above 0, received ${amount}.`, {
        fields: {
          id: instrument.id,
        },
      });
    const { id, holder } = instrument;
    if (instrument.kind === 'percent') {
      const fraction = rational(instrument.fraction);
      if (fraction.sign <= 0 || fraction.compare(1) >= 0)
        throw open(`${id}: expected a fraction above 0 and below 1, such as 0.07, received ${fraction}.`, { id });
      return {
        id,
        holder,
        amount,
        packages: [],
        fraction,
        lines: ({ capitalization }) => [{ line: scaled(capitalization('post'), fraction), basis: 'percent' }],
      };
    }
    const packages = packagesOf(instrument, convertibles.slice(i + 1), terms.mfn);
    return {
      id,
      holder,
      amount,
      packages,
      fraction: undefined,
      lines: (shape) =>
        packages.flatMap(({ capitalization, cap, discount, elected }) => {
          const from = elected === undefined ? {} : { elected };
          const byPrice = {
            line: scaled(shape.inversePrice, amount.over(ONE.minus(discount))),
            basis: discount.sign > 0 ? ('discount' as const) : ('round' as const),
            ...from,
          };
          if (!cap) return [byPrice];
          const byCap = {
            line: scaled(shape.capitalization(capitalization), amount.over(cap)),
            basis: 'cap' as const,
            ...from,
          };
          return [byCap, byPrice];
        }),
    };
  });
}

function packagesOf(
  instrument: Exclude<Convertible, { kind: 'percent' }>,
  later: readonly Convertible[],
  mfn: RoundTerms['mfn'],
): Package[] {
  const own = packageOf(instrument);
  if (instrument.kind !== 'safe' || !instrument.mfn) return [own];
  if (mfn === undefined)
    throw open(
      `${instrument.id} has an MFN clause. Say which later terms it takes over: mfn: 'best', or { '${instrument.id}': id or null }.`,
      { id: instrument.id },
    );
  const offers = later.filter((other) => other.kind !== 'percent' && !(other.kind === 'safe' && other.mfn));
  if (mfn === 'best') return [own, ...offers.map((other) => packageOf(other, other.id))];
  const elected = Object.hasOwn(mfn, instrument.id) ? mfn[instrument.id] : undefined;
  if (elected === null) return [own];
  const offer = offers.find(({ id }) => id === elected);
  if (!offer)
    throw open(
      `${instrument.id} elects ${JSON.stringify(elected)}, expected the id of an instrument issued later without an MFN of its own, or null.`,
      {
        id: instrument.id,
        elected,
        later: offers.map(({ id }) => id),
      },
    );
  return [packageOf(offer, offer.id)];
}

function packageOf(instrument: Convertible, elected?: string): Package {
  if (instrument.kind === 'percent') throw open(`${instrument.id} has no terms to take over.`, { id: instrument.id });
  const cap = instrument.cap === undefined ? undefined : rational(instrument.cap);
  if (cap && cap.sign <= 0)
    throw new CapitalError(
      'bad-number',
      `${instrument.id}: expected a cap above 0, received ${cap}. Leave it out when there is none.`,
      { fields: { id: instrument.id } },
    );
  return {
    capitalization: instrument.capitalization,
    cap,
    discount: discountOf(instrument),
    ...(elected !== undefined && { elected }),
  };
}

function amountOf(instrument: Convertible, date: string | undefined): Rational {
  if (instrument.kind !== 'note') return rational(instrument.amount);
  if (date === undefined)
    throw open(`${instrument.id} bears interest: the round needs the date on which it closes.`, { id: instrument.id });
  return noteBalance(instrument, date);
}

function open(message: string, details: Record<string, unknown>): CapitalError {
  return new CapitalError('cap-table-open', message, { fields: details });
}
