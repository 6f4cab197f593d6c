import type { Capitalization } from '../convertibles/capitalization.ts';
import type { Affine } from '../exact/affine.ts';
import type { Rational } from '../exact/rational.ts';

export interface Conversion {
  id: string;
  holder: string;
  amount: Rational;
  price: Rational;
  shares: Rational;
  basis: 'cap' | 'discount' | 'round' | 'percent';
  /** The later instrument whose terms an MFN took over. */
  elected?: string;
}

export interface Allotment {
  holder: string;
  amount: Rational;
  shares: Rational;
}

/** The one unknown solved: everything that follows from the total of shares T. */
export interface Solved {
  price: Rational;
  conversions: Conversion[];
  investors: Allotment[];
  poolAfter: Rational;
  total: Rational;
}

/** Everything in a round that is a line in the total of shares. */
export interface Shape {
  /** What is left for converting instruments once everything else has its shares. */
  left: Affine;
  inversePrice: Affine;
  poolAfter: Affine;
  /** The shares that divide a cap. */
  capitalization(capitalization: Capitalization): Affine;
}

/** The record of a conversion. */
export function conversionOf(
  claim: { id: string; holder: string; amount: Rational },
  { basis, elected }: { basis: Conversion['basis']; elected?: string },
  shares: Rational,
  price: Rational,
): Conversion {
  const { id, holder, amount } = claim;
  return { id, holder, amount, price, shares, basis, ...(elected !== undefined && { elected }) };
}
