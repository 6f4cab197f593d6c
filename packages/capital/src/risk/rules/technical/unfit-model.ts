import { betaCdf } from '@capstan/base';
import { oldest, riskRule, servedModels, shareInWords } from '../contract.ts';
import { evaluationsServed } from '../evaluations-served.ts';

export const unfitModel = riskRule({
  id: 'unfit-model',
  area: 'technical',
  name: 'A model in use is worse than it must be',
  control: 'evaluated on examples that it has not seen, against the accuracy required',
  wants: 'an evaluation of every model that answers, and limits.accuracy',
  validDays: 180,
  nist: ['MAP 2.3', 'MEASURE 2.1', 'MEASURE 2.3', 'MEASURE 2.5', 'MANAGE 1.1'],
  aiAct: ['9', '15'],
  gdpr: ['5(1)(d)'],
  assess(facts) {
    const required = facts.limits.accuracy;
    const models = servedModels(facts);
    if (required === undefined || facts.evaluations.length === 0 || models.length === 0) return undefined;
    const own = evaluationsServed(facts);
    const used = own.length > 0 ? own : facts.evaluations;
    // Posterior of the true accuracy after a flat prior.
    const below = used.map(({ report: { count, accuracy } }) =>
      betaCdf(1 + count * accuracy, 1 + count * (1 - accuracy), required),
    );
    const worst = below.indexOf(Math.max(...below));
    const { report, model } = used[worst]!;
    return {
      at: oldest(used.map(({ at }) => at)),
      says: `${shareInWords(report.accuracy)} of ${report.count} right, ${shareInWords(required)} required: below it with ${shareInWords(below[worst]!)}`,
      from: [model],
      left: below[worst]!,
      ...(own.length < models.length && {
        outdated: `${models.length - own.length} of ${models.length} models in use have no evaluation of their own`,
      }),
    };
  },
});
