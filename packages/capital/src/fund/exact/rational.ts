import { CapitalError } from '../../errors.ts';

/** What stands for an exact number: 7n, 0.2 (read as its decimal digits, a fifth), '2400/3649', '1.00', a Rational. */
export type RationalLike = Rational | bigint | number | string;

export type Direction = 'down' | 'up' | 'nearest';

/**
 * An exact fraction of two BigInts in lowest terms, so that shares add up to the last one.
 *
 * @example rational('1/3').plus('1/6').toString() // '1/2'
 */
export class Rational {
  readonly numerator: bigint;
  /** Always positive. */
  readonly denominator: bigint;

  constructor(numerator: bigint, denominator = 1n) {
    if (denominator === 0n)
      throw new CapitalError('bad-number', `Expected a denominator other than 0, received ${numerator}/0.`, {
        fields: {
          numerator,
        },
      });
    const divisor = gcd(numerator, denominator) * (denominator < 0n ? -1n : 1n);
    this.numerator = numerator / divisor;
    this.denominator = denominator / divisor;
  }

  plus(other: RationalLike): Rational {
    const o = rational(other);
    return new Rational(
      this.numerator * o.denominator + o.numerator * this.denominator,
      this.denominator * o.denominator,
    );
  }

  minus(other: RationalLike): Rational {
    const o = rational(other);
    return new Rational(
      this.numerator * o.denominator - o.numerator * this.denominator,
      this.denominator * o.denominator,
    );
  }

  times(other: RationalLike): Rational {
    const o = rational(other);
    return new Rational(this.numerator * o.numerator, this.denominator * o.denominator);
  }

  over(other: RationalLike): Rational {
    const o = rational(other);
    return new Rational(this.numerator * o.denominator, this.denominator * o.numerator);
  }

  /** −1, 0 or 1. */
  get sign(): number {
    return this.numerator > 0n ? 1 : this.numerator < 0n ? -1 : 0;
  }

  /** Below 0, 0 or above 0, as for Array.sort. */
  compare(other: RationalLike): number {
    return this.minus(other).sign;
  }

  equals(other: RationalLike): boolean {
    return this.compare(other) === 0;
  }

  /** Rounds to `places` decimals; 0 gives whole numbers. 'nearest' takes halves away from zero. */
  round(places: number, direction: Direction): Rational {
    const scale = 10n ** BigInt(places);
    const scaled = this.numerator * scale;
    const floor = scaled >= 0n ? scaled / this.denominator : -((-scaled + this.denominator - 1n) / this.denominator);
    const rest = scaled - floor * this.denominator;
    const twice = 2n * rest - this.denominator;
    const up =
      direction === 'up' ? rest > 0n : direction === 'nearest' && (twice > 0n || (twice === 0n && this.sign > 0));
    return new Rational(floor + (up ? 1n : 0n), scale);
  }

  /** The nearest double, to within one unit in its last place. */
  toNumber(): number {
    const limit = 1n << 53n;
    const size = this.numerator < 0n ? -this.numerator : this.numerator;
    if (size <= limit && this.denominator <= limit) return Number(this.numerator) / Number(this.denominator);
    const shift = Math.max(0, bitLength(this.denominator) - bitLength(size) + 64);
    return (this.sign * Number((size << BigInt(shift)) / this.denominator)) / 2 ** shift;
  }

  /** Decimal digits, rounded to nearest: `rational('1/3').toFixed(4)` is '0.3333'. */
  toFixed(places: number): string {
    const { numerator, denominator } = this.round(places, 'nearest');
    const scaled = (numerator * 10n ** BigInt(places)) / denominator;
    const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(places + 1, '0');
    const whole = digits.slice(0, digits.length - places);
    return `${scaled < 0n ? '-' : ''}${whole}${places > 0 ? `.${digits.slice(-places)}` : ''}`;
  }

  toString(): string {
    return this.denominator === 1n ? `${this.numerator}` : `${this.numerator}/${this.denominator}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/**
 * Reads an exact number.
 *
 * @throws {CapitalError} bad-number — on text that is none, NaN or an infinity
 * @example rational(0.1).equals('1/10') // true: a number means the digits it prints
 */
export function rational(value: RationalLike): Rational {
  if (value instanceof Rational) return value;
  if (typeof value === 'bigint') return new Rational(value);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return new Rational(BigInt(value));
  const text = typeof value === 'number' ? String(value) : value;
  const parts = /^\s*([+-]?)(\d[\d_,]*)(?:\.(\d{1,400}))?(?:e([+-]?\d{1,3}))?(?:\s*\/\s*(\d+))?\s*$/i.exec(
    String(text),
  );
  if (!parts || text.length > 2000)
    throw new CapitalError(
      'bad-number',
      `Expected a number such as 7, 0.2 or '7/95', received ${JSON.stringify(text)}.`,
      {
        fields: {
          value: text,
        },
      },
    );
  const [, sign, whole = '0', decimals = '', exponent = '0', denominator = '1'] = parts;
  const digits = BigInt(whole.replace(/[_,]/g, '') + decimals) * (sign === '-' ? -1n : 1n);
  const power = Number(exponent) - decimals.length;
  const tens = 10n ** BigInt(Math.abs(power));
  return power >= 0
    ? new Rational(digits * tens, BigInt(denominator))
    : new Rational(digits, BigInt(denominator) * tens);
}

/** @example sum([1, '1/2']).toString() // '3/2' */
export function sum(values: Iterable<RationalLike>): Rational {
  let total = ZERO;
  for (const value of values) total = total.plus(value);
  return total;
}

export const ZERO = new Rational(0n);
export const ONE = new Rational(1n);

function gcd(a: bigint, b: bigint): bigint {
  if (a < 0n) a = -a;
  if (b < 0n) b = -b;
  while (b > 0n) [a, b] = [b, a % b];
  return a === 0n ? 1n : a;
}

function bitLength(value: bigint): number {
  return value.toString(16).length * 4;
}
