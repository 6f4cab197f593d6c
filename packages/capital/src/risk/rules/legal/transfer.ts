import { oldest, riskRule, servedModels } from '../contract.ts';

export const transfer = riskRule({
  id: 'transfer',
  area: 'legal',
  name: 'Data or models leave the regions in which they may be',
  control: 'the region of every data set and model written down',
  wants: 'limits.regions, and the region of data and models',
  validDays: 365,
  nist: ['GOVERN 1.1', 'MEASURE 2.10'],
  aiAct: [],
  gdpr: ['44', '46'],
  assess(facts) {
    const allowed = facts.limits.regions;
    const places = [
      ...facts.data.map(({ region, report, at }) => ({ region, id: report.hash, at })),
      ...servedModels(facts).map(({ region, card, servedSince }) => ({ region, id: card.sha256, at: servedSince })),
    ];
    if (!allowed || places.every(({ region }) => region === undefined)) return undefined;
    const outside = places.filter(({ region }) => region === undefined || !allowed.includes(region));
    return {
      at: oldest(facts.data.length > 0 ? facts.data.map(({ at }) => at) : places.flatMap(({ at }) => at ?? facts.asOf)),
      says: `${outside.length} of ${places.length} data sets and models lie outside ${allowed.join(', ')}, or no one knows where`,
      from: outside.map(({ id }) => id),
      left: outside.length / places.length,
    };
  },
});
