import { oldest, riskRule, servedModels } from '../contract.ts';

export const automatedDecisions = riskRule({
  id: 'automated-decisions',
  area: 'legal',
  name: 'A model decides about people and no person can be asked',
  control: 'a person who decides again',
  wants: 'models[].review of every model that answers',
  validDays: 365,
  nist: ['GOVERN 3.2', 'MAP 3.5', 'MEASURE 3.3'],
  aiAct: ['14', '26'],
  gdpr: ['13', '15', '22'],
  assess(facts) {
    const models = servedModels(facts);
    const reviewed = models.flatMap(({ review }) => review ?? []);
    if (reviewed.length === 0) return undefined;
    return {
      at: oldest(reviewed.map(({ at }) => at)),
      says: `${reviewed.length} of ${models.length} models in use: ${[...new Set(reviewed.map(({ route }) => route))].join('; ')}`,
      from: [],
      left: 1 - reviewed.length / models.length,
    };
  },
});
