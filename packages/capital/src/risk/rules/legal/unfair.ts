import { normalCdf } from '@capstan/base';
import { oldest, riskRule, shareInWords } from '../contract.ts';
import { evaluationsServed } from '../evaluations-served.ts';

export const unfair = riskRule({
  id: 'unfair',
  area: 'legal',
  name: 'A model is worse for one group of people than for another',
  control: 'accuracy measured by group, and the gap held below a limit',
  wants: 'evaluations[].groups of a model in use',
  validDays: 180,
  nist: ['MAP 5.1', 'MEASURE 2.11'],
  aiAct: ['10', '15'],
  gdpr: ['5(1)(a)', '22'],
  assess(facts) {
    const limit = facts.limits.fairness ?? 0.05;
    const own = evaluationsServed(facts).filter(({ groups }) => (groups?.length ?? 0) >= 2);
    if (own.length === 0) return undefined;
    const gaps = own.map((evaluation) => ({ ...widestGap(evaluation.groups ?? [], limit), evaluation }));
    const worst = gaps.reduce((top, each) => (each.beyond > top.beyond ? each : top));
    return {
      at: oldest(own.map(({ at }) => at)),
      says: `${worst.low} is ${shareInWords(worst.gap)} below ${worst.high} (± ${shareInWords(1.645 * worst.error)}); beyond ${shareInWords(limit)} with ${shareInWords(worst.beyond)}`,
      from: own.map(({ model }) => model),
      left: worst.beyond,
    };
  },
});

/** The pair of groups most likely to differ by more than the limit, by the normal distribution of two shares. */
function widestGap(groups: readonly { name: string; count: number; correct: number }[], limit: number) {
  // Agresti and Caffo's estimates, one success and one failure added: groups without an error still have a variance.
  const rates = groups.map(({ name, count, correct }) => {
    const rate = (correct + 1) / (count + 2);
    return { name, rate, variance: (rate * (1 - rate)) / (count + 2) };
  });
  const pairs = rates.flatMap((high) =>
    rates
      .filter((low) => low.name !== high.name && low.rate <= high.rate)
      .map((low) => {
        const [gap, error] = [high.rate - low.rate, Math.sqrt(high.variance + low.variance)];
        const beyond = 1 - normalCdf((limit - gap) / error) + normalCdf((-limit - gap) / error);
        return { high: high.name, low: low.name, gap, error, beyond };
      }),
  );
  return pairs.reduce((top, each) => (each.beyond > top.beyond ? each : top));
}
