import { normalCdf, normalDensity } from '@capstan/base';
import { checked } from '../checked.ts';
import { CapitalError } from '../errors.ts';
import { own } from '../record.ts';

/** Something unknown that takes one of some values. */
export interface Unknown {
  readonly name: string;
  readonly outcomes: readonly { readonly name: string; readonly value: number; readonly p: number }[];
}

/** What may be done and what each would pay, given the value of every unknown. */
export interface Decision {
  readonly unknowns: readonly Unknown[];
  readonly actions: Readonly<Record<string, (values: Readonly<Record<string, number>>) => number>>;
}

/**
 * The best action without learning more.
 *
 * @throws {CapitalError} bad-number — on a value that is none, on pay that is none, unless every unknown's probabilities sum to 1
 * @example bestAction(wildcatter) // { action: 'drill', value: 140_000 }
 */
export function bestAction(decision: Decision): { action: string; value: number } {
  for (const { name } of decision.unknowns) unknownOf(decision, name);
  return bestUnder(decision, {});
}

/** E[max over actions of E[pay | what is known]]; `weights` replaces the probabilities of some unknowns. */
function bestUnder(
  decision: Decision,
  weights: Readonly<Record<string, readonly number[]>>,
): { action: string; value: number } {
  const totals = Object.keys(decision.actions).map((action) => ({ action, value: 0 }));
  if (totals.length === 0) throw new CapitalError('bad-number', 'Expected at least one action, received none.');
  const walk = (index: number, p: number, values: Record<string, number>): void => {
    if (p === 0) return;
    const unknown = decision.unknowns[index];
    if (!unknown) {
      for (const total of totals)
        total.value += p * checked(`pay of ${total.action}`, decision.actions[total.action]!(values));
      return;
    }
    unknown.outcomes.forEach((outcome, i) => {
      walk(index + 1, p * (own(weights, unknown.name)?.[i] ?? outcome.p), { ...values, [unknown.name]: outcome.value });
    });
  };
  walk(0, 1, {});
  return totals.reduce((top, each) => (each.value > top.value ? each : top));
}

function unknownOf(decision: Decision, name: string): Unknown {
  const unknown = decision.unknowns.find((each) => each.name === name);
  for (const { name: outcome, value, p } of unknown?.outcomes ?? []) {
    checked(`value of ${name}, ${outcome}`, value);
    checked(`probability of ${name}, ${outcome}`, p, { least: 0, most: 1 });
  }
  const sum = unknown?.outcomes.reduce((total, { p }) => total + p, 0) ?? 0;
  if (unknown && Math.abs(sum - 1) < 1e-9) return unknown;
  throw new CapitalError(
    'bad-number',
    unknown
      ? `The probabilities of '${name}' sum to ${sum}, not to 1.`
      : `There is no unknown '${name}': ${decision.unknowns.map((each) => each.name).join(', ')}.`,
    { fields: { name } },
  );
}

/**
 * The expected value of knowing one unknown exactly before acting: a ceiling for what any test of it is worth.
 *
 * @example perfectInformation(wildcatter, 'oil') // 155_000
 */
export function perfectInformation(decision: Decision, about: string): number {
  const { outcomes } = unknownOf(decision, about);
  const informed = outcomes.reduce((sum, { p }, i) => {
    const weights = { [about]: outcomes.map((_, j) => (i === j ? 1 : 0)) };
    return sum + p * bestUnder(decision, weights).value;
  }, 0);
  return informed - bestAction(decision).value;
}

/** A test: for every outcome of the unknown, the probability of each signal. */
export interface Signal {
  readonly about: string;
  readonly likelihood: Readonly<Record<string, readonly number[]>>;
}

/**
 * The expected value of a test's signal before acting; buy it only if that exceeds its cost.
 *
 * @throws {CapitalError} bad-number — unless the signals of every outcome sum to 1
 * @example sampleInformation(wildcatter, sounding) // 40_100: not worth 60_000, though perfect knowledge is worth 155_000
 */
export function sampleInformation(decision: Decision, { about, likelihood }: Signal): number {
  const { outcomes } = unknownOf(decision, about);
  const rows = outcomes.map(({ name }) => {
    const row = own(likelihood, name);
    for (const p of row ?? []) checked(`probability of a signal given ${name}`, p, { least: 0, most: 1 });
    const sum = row?.reduce((total, p) => total + p, 0) ?? 0;
    if (row && Math.abs(sum - 1) < 1e-9) return row;
    throw new CapitalError(
      'bad-number',
      `Expected probabilities of the signals given '${name}' that sum to 1, received ${JSON.stringify(row)}.`,
      { fields: { name } },
    );
  });
  let informed = 0;
  for (let s = 0; s < rows[0]!.length; s++) {
    const joint = outcomes.map(({ p }, i) => p * (rows[i]![s] ?? 0));
    const p = joint.reduce((sum, value) => sum + value, 0);
    if (p > 0) informed += p * bestUnder(decision, { [about]: joint.map((value) => value / p) }).value;
  }
  return informed - bestAction(decision).value;
}

/**
 * The value of information about a gain that is normal with `mean` and `sd`, when the alternative pays nothing: learnt
 * perfectly, or through a measurement with a normal error of `noise`. s φ(z) − |m| Φ(−z) with z = |m|/s, where a noisy
 * measurement moves the mean by only s′ = s²/√(s² + noise²).
 *
 * @throws {CapitalError} bad-number — on an endless mean, a negative or endless deviation
 * @example gaussianInformation({ mean: 100e3, sd: 200e3, noise: 300e3 }) // 11_113.52
 */
export function gaussianInformation(given: { mean: number; sd: number; noise?: number }): number {
  const { mean, sd, noise = 0 } = given;
  checked('mean', mean);
  checked('sd', sd, { least: 0 });
  checked('noise', noise, { least: 0 });
  if (sd === 0) return 0;
  const moved = (sd * sd) / Math.sqrt(sd * sd + noise * noise);
  const z = Math.abs(mean) / moved;
  return Math.max(0, moved * normalDensity(z) - Math.abs(mean) * normalCdf(-z));
}
