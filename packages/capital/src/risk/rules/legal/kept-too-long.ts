import { oldest, riskRule } from '../contract.ts';

export const keptTooLong = riskRule({
  id: 'kept-too-long',
  area: 'legal',
  name: 'Data are kept longer than they may be',
  control: 'an end written down for every data set, and kept to',
  wants: 'data[].keepUntil',
  validDays: 365,
  nist: ['GOVERN 1.7', 'MEASURE 2.10'],
  aiAct: [],
  gdpr: ['5(1)(e)', '13', '30'],
  assess({ data, asOf }) {
    const dated = data.flatMap(({ at, keepUntil, report }) =>
      keepUntil ? [{ at, keepUntil, hash: report.hash }] : [],
    );
    if (dated.length === 0) return undefined;
    const late = dated.filter(({ keepUntil }) => keepUntil.slice(0, 10) < asOf);
    return {
      at: oldest(dated.map(({ at }) => at)),
      says: `${late.length} of ${data.length} data sets are past their end, ${data.length - dated.length} have none`,
      from: late.map(({ hash }) => hash),
      left: (late.length + data.length - dated.length) / data.length,
    };
  },
});
