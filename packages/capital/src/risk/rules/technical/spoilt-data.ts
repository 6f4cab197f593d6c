import { oldest, riskRule, servedModels } from '../contract.ts';

export const spoiltData = riskRule({
  id: 'spoilt-data',
  area: 'technical',
  name: 'Wrong labels, copies or test pictures among the training data',
  control: 'data read through before training, and what is wrong set aside',
  wants: 'the data report of the data that the model in use was trained on',
  validDays: 365,
  nist: ['MAP 2.3', 'MAP 4.1', 'MEASURE 2.1'],
  aiAct: ['10'],
  gdpr: ['5(1)(d)'],
  assess(facts) {
    if (facts.data.length === 0) return undefined;
    const hashes = new Set(servedModels(facts).flatMap(({ card }) => card.dataHash ?? []));
    const own = facts.data.filter(({ report }) => hashes.has(report.hash));
    const used = own.length > 0 ? own : facts.data;
    const found = used.reduce((sum, { report }) => sum + report.found, 0);
    const wrong = used.reduce(
      (sum, { report }) =>
        sum +
        report.findings
          .filter(({ severity }) => severity === 'error')
          .reduce((items, finding) => items + finding.items.length, 0),
      0,
    );
    return {
      at: oldest(used.map(({ at }) => at)),
      says: `${wrong} of ${found} files were wrong and set aside; as many may have stayed unseen`,
      from: used.map(({ report }) => report.hash),
      // What a check finds measures what it misses: half of what was there at the least, by the rule of two equal readers.
      left: found === 0 ? 1 : Math.min(1, wrong / found),
      ...(hashes.size > own.length && { outdated: 'the model in use was trained on data without a report' }),
    };
  },
});
