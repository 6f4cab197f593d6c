import { oldest, riskRule, servedModels } from '../contract.ts';

export const drift = riskRule({
  id: 'drift',
  area: 'technical',
  name: 'What a model sees changes and no one notices',
  control: 'answers compared with the truth, or their distribution with training’s, day by day',
  wants: 'models[].monitored of every model that answers',
  validDays: 31,
  nist: ['MEASURE 2.4', 'MEASURE 4.3', 'MANAGE 4.1'],
  aiAct: ['72'],
  gdpr: [],
  assess(facts) {
    const models = servedModels(facts);
    const watched = models.flatMap(({ name, monitored }) => (monitored ? [{ name, ...monitored }] : []));
    if (watched.length === 0) return undefined;
    const least = watched.reduce((low, each) => (each.days / each.of < low.days / low.of ? each : low));
    return {
      at: oldest(watched.map(({ at }) => at)),
      says: `${least.name} was watched on ${least.days} of ${least.of} days`,
      from: [],
      left: Math.max(0, 1 - least.days / least.of),
      ...(watched.length < models.length && { outdated: `${models.length - watched.length} models are not watched` }),
    };
  },
});
