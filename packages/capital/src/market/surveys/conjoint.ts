import { normalQuantile } from '@capstan/base';
import { checked } from '../../checked.ts';
import { CapitalError } from '../../errors.ts';
import { inverseSymmetric, solveSymmetric } from './solve-symmetric.ts';

/** One question: the offers shown, each with its attributes' levels, and the one chosen. */
export interface Choice {
  /** (alternatives, attributes); code levels of a kind as 0 and 1, without one of them. 'None of these' is a row of zeros. */
  alternatives: readonly (readonly number[])[];
  /** Index of the alternative. */
  chosen: number;
}

export interface Conjoint {
  /** Utility of one unit of each attribute. */
  partWorths: { attribute: string; value: number; error: number }[];
  covariance: number[][];
  logLikelihood: number;
  /** 1 − logLikelihood ÷ that of choosing at random (McFadden). */
  rhoSquared: number;
  steps: number;
}

/**
 * McFadden's multinomial logit of choices, by Newton's method: its likelihood is concave, so that the maximum found is the one.
 *
 * @throws {CapitalError} bad-input — when an attribute does not vary within questions, or choices follow the attributes without exception, so that part-worths grow without end
 * @example fitConjoint(choices, ['accuracy', 'price']).partWorths
 */
export function fitConjoint(choices: readonly Choice[], attributes: readonly string[]): Conjoint {
  check(choices, attributes);
  const width = attributes.length;
  let beta = new Array<number>(width).fill(0);
  let current = likelihood(choices, beta);
  const random = current.value;
  for (let steps = 1; steps <= 100; steps++) {
    const step = solveSymmetric(current.information, current.gradient);
    if (!step)
      throw new CapitalError(
        'bad-input',
        'An attribute does not vary within the questions, or follows from others. Leave it out, or ask questions in which it differs.',
        { fields: { attributes: [...attributes] } },
      );
    let factor = 1;
    let next = likelihood(
      choices,
      beta.map((each, i) => each + step[i]!),
    );
    while (!(next.value >= current.value) && factor > 1e-8) {
      factor /= 2;
      next = likelihood(
        choices,
        beta.map((each, i) => each + factor * step[i]!),
      );
    }
    beta = beta.map((each, i) => each + factor * step[i]!);
    const gain = next.value - current.value;
    current = next;
    if (gain > 1e-12 * Math.abs(current.value)) continue;
    const covariance = inverseSymmetric(current.information);
    if (!covariance || current.value > -1e-6) break;
    return {
      partWorths: attributes.map((attribute, i) => ({
        attribute,
        value: beta[i]!,
        error: Math.sqrt(covariance[i]![i]!),
      })),
      covariance,
      logLikelihood: current.value,
      rhoSquared: 1 - current.value / random,
      steps,
    };
  }
  throw new CapitalError(
    'bad-input',
    'The choices follow the attributes without exception, so that part-worths have no end. Ask more people, or harder questions.',
  );
}

/**
 * What one unit of an attribute is worth in money: −β ÷ β of price, with the delta method's interval.
 *
 * @throws {CapitalError} bad-input — when the attribute is none, or dearer offers are not chosen less
 * @example willingnessToPay(fit, 'accuracy', 'price').value
 */
export function willingnessToPay(
  fit: Pick<Conjoint, 'partWorths' | 'covariance'>,
  attribute: string,
  price: string,
  level = 0.95,
): { value: number; low: number; high: number } {
  checked('level', level, { above: 0, below: 1 });
  const at = (name: string) => {
    const index = fit.partWorths.findIndex((each) => each.attribute === name);
    if (index < 0)
      throw new CapitalError('bad-input', `'${name}' is no attribute of the fit.`, {
        fields: {
          attributes: fit.partWorths.map((each) => each.attribute),
        },
      });
    return index;
  };
  const [i, p] = [at(attribute), at(price)];
  const [b, bp] = [fit.partWorths[i]!.value, fit.partWorths[p]!.value];
  if (!(bp < 0))
    throw new CapitalError(
      'bad-input',
      `Expected a part-worth of ${price} below 0, received ${bp}. Dearer offers were not chosen less.`,
      { fields: { price: bp } },
    );
  const value = -b / bp;
  const [di, dp] = [-1 / bp, b / bp ** 2];
  const c = fit.covariance;
  const variance = di ** 2 * c[i]![i]! + 2 * di * dp * c[i]![p]! + dp ** 2 * c[p]![p]!;
  const width = normalQuantile((1 + level) / 2) * Math.sqrt(variance);
  return { value, low: value - width, high: value + width };
}

/** Each offer's part of the choices. @example choiceShares([[0.9, 10], [0.8, 5]], [3, -0.1]) */
export function choiceShares(alternatives: readonly (readonly number[])[], partWorths: readonly number[]): number[] {
  const utilities = alternatives.map((row) => row.reduce((sum, level, i) => sum + level * partWorths[i]!, 0));
  const peak = Math.max(...utilities);
  const weights = utilities.map((utility) => Math.exp(utility - peak));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function likelihood(choices: readonly Choice[], beta: readonly number[]) {
  const width = beta.length;
  const gradient = new Array<number>(width).fill(0);
  const information = Array.from({ length: width }, () => new Array<number>(width).fill(0));
  let value = 0;
  for (const { alternatives, chosen } of choices) {
    const shares = choiceShares(alternatives, beta);
    value += Math.log(shares[chosen]!);
    const mean = beta.map((_, i) => alternatives.reduce((sum, row, j) => sum + shares[j]! * row[i]!, 0));
    for (let i = 0; i < width; i++) {
      gradient[i]! += alternatives[chosen]![i]! - mean[i]!;
      for (let k = 0; k < width; k++)
        information[i]![k]! += alternatives.reduce(
          (sum, row, j) => sum + shares[j]! * (row[i]! - mean[i]!) * (row[k]! - mean[k]!),
          0,
        );
    }
  }
  return { value, gradient, information };
}

function check(choices: readonly Choice[], attributes: readonly string[]): void {
  if (choices.length === 0 || attributes.length === 0)
    throw new CapitalError('bad-input', 'Expected at least one choice and one attribute.');
  for (const [q, { alternatives, chosen }] of choices.entries()) {
    if (alternatives.length < 2 || !alternatives[chosen])
      throw new CapitalError(
        'bad-input',
        `Choice ${q}: expected two alternatives or more and the index of one of them, received ${alternatives.length} and ${chosen}.`,
        { fields: { choice: q } },
      );
    for (const row of alternatives) {
      if (row.length !== attributes.length)
        throw new CapitalError(
          'bad-input',
          `Choice ${q}: expected ${attributes.length} levels an alternative, received ${row.length}.`,
          { fields: { choice: q } },
        );
      for (const [i, level] of row.entries()) checked(`Choice ${q}, ${attributes[i]}`, level);
    }
  }
}
