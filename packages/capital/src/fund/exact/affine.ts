import { type Rational, ZERO } from './rational.ts';

/** at + slope · T in the one unknown of a round, the total of shares after it. */
export interface Affine {
  readonly at: Rational;
  readonly slope: Rational;
}

export const constant = (at: Rational): Affine => ({ at, slope: ZERO });

export const plus = (a: Affine, b: Affine): Affine => ({ at: a.at.plus(b.at), slope: a.slope.plus(b.slope) });

export const minus = (a: Affine, b: Affine): Affine => ({ at: a.at.minus(b.at), slope: a.slope.minus(b.slope) });

export const scaled = (a: Affine, factor: Rational): Affine => ({
  at: a.at.times(factor),
  slope: a.slope.times(factor),
});

export const valueAt = (a: Affine, t: Rational): Rational => a.at.plus(a.slope.times(t));

/** The steepest of lines, the higher of equally steep: the greatest of them for large T. */
function steepest(lines: readonly Affine[]): Affine {
  return lines.reduce((best, line) => {
    const order = line.slope.compare(best.slope);
    return order > 0 || (order === 0 && line.at.compare(best.at) > 0) ? line : best;
  });
}

/** The greatest of lines at T; the first of equals. */
export function greatest(lines: readonly Affine[], t: Rational): number {
  let best = 0;
  for (let i = 1; i < lines.length; i++) if (valueAt(lines[i]!, t).compare(valueAt(lines[best]!, t)) > 0) best = i;
  return best;
}

/**
 * The T at which `left` equals the sum over k of the greatest of `claims[k]`, exact.
 *
 * left − Σ max is concave and in pieces linear. With a slope `margin` > 0 beyond its last kink it increases throughout and has
 * one root. Newton's steps from the last piece's root stay left of it and end after finitely many pieces.
 *
 * @returns the root and the margin, or only the margin when it is not above 0 and the root would not be the only one.
 */
export function solveAffine(
  left: Affine,
  claims: readonly (readonly Affine[])[],
): { t: Rational | undefined; margin: Rational } {
  let line = claims.reduce((rest, lines) => minus(rest, steepest(lines)), left);
  const margin = line.slope;
  if (margin.sign <= 0) return { t: undefined, margin };
  for (;;) {
    const t = ZERO.minus(line.at).over(line.slope);
    const next = claims.reduce((rest, lines) => minus(rest, lines[greatest(lines, t)]!), left);
    if (valueAt(next, t).sign === 0) return { t, margin };
    line = next;
  }
}
