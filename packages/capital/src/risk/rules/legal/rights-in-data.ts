import { oldest, riskRule } from '../contract.ts';

export const rightsInData = riskRule({
  id: 'rights-in-data',
  area: 'legal',
  name: 'Data are trained on against their licence or without consent',
  control: 'licence or consent known for every record',
  wants: 'data[].rights: records covered, of how many',
  validDays: 365,
  nist: ['GOVERN 6.1', 'MAP 4.1'],
  aiAct: ['10', '53(1)(c)', '53(1)(d)'],
  gdpr: ['7'],
  assess({ data }) {
    const known = data.flatMap(({ at, rights: own, report }) => (own ? [{ at, hash: report.hash, ...own }] : []));
    if (known.length === 0) return undefined;
    const [covered, of] = (['covered', 'of'] as const).map((key) => known.reduce((sum, each) => sum + each[key], 0));
    return {
      at: oldest(known.map(({ at }) => at)),
      says: `${covered} of ${of} records are covered by a licence or consent`,
      from: known.map(({ hash }) => hash),
      left: 1 - covered! / of!,
      ...(known.length < data.length && { outdated: `of ${data.length - known.length} data sets nothing is known` }),
    };
  },
});
