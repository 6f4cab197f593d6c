import { CapitalError } from './errors.ts';

interface Bounds {
  /** Smallest value allowed. */
  least?: number;
  most?: number;
  /** A value that must be exceeded. */
  above?: number;
  below?: number;
  whole?: boolean;
}

/**
 * Gives `value` back when it is a finite number within the bounds.
 *
 * @throws {CapitalError} bad-number — that names the input, what was expected and what came
 * @example checked('price', price, { above: 0 })
 */
export function checked(name: string, value: number, { least, most, above, below, whole }: Bounds = {}): number {
  const fits =
    Number.isFinite(value) &&
    (least === undefined || value >= least) &&
    (most === undefined || value <= most) &&
    (above === undefined || value > above) &&
    (below === undefined || value < below) &&
    (!whole || Number.isInteger(value));
  if (fits) return value;
  const limits = [
    least !== undefined && `at least ${least}`,
    above !== undefined && `above ${above}`,
    most !== undefined && `at most ${most}`,
    below !== undefined && `below ${below}`,
  ].filter((limit) => limit !== false);
  const expected = [whole ? 'a whole number' : 'a finite number', limits.join(' and ')].filter(Boolean).join(' of ');
  throw new CapitalError('bad-number', `${name}: expected ${expected}, received ${String(value)}. Correct ${name}.`, {
    fields: {
      name,
      value,
    },
  });
}
