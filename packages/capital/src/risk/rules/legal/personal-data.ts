import { oldest, riskRule } from '../contract.ts';

export const personalData = riskRule({
  id: 'personal-data',
  area: 'legal',
  name: 'Personal data are used without a legal basis',
  control: 'data scanned for personal data, and the basis of each record written down',
  wants: 'data[].personal: records scanned, holding personal data, with a basis',
  validDays: 180,
  nist: ['MAP 4.1', 'MEASURE 2.10'],
  aiAct: ['10'],
  gdpr: ['5(1)(a)', '6', '9', '30', '35'],
  assess({ data }) {
    const scans = data.flatMap(({ at, personal: scan, report }) =>
      scan ? [{ at, hash: report.hash, found: report.found, ...scan }] : [],
    );
    if (scans.length === 0) return undefined;
    const sum = (of: (scan: (typeof scans)[number]) => number) => scans.reduce((all, scan) => all + of(scan), 0);
    const records = sum(({ found, scanned }) => Math.max(found, scanned));
    const unread = records - sum(({ scanned }) => scanned);
    const bare = sum(({ holding, withBasis }) => Math.max(0, holding - withBasis));
    return {
      at: oldest(scans.map(({ at }) => at)),
      says: `${sum(({ holding }) => holding)} of ${sum(({ scanned }) => scanned)} records hold personal data, ${bare} of them without a basis; ${unread} not scanned`,
      from: scans.map(({ hash }) => hash),
      left: records === 0 ? 1 : (bare + unread) / records,
      ...(scans.length < data.length && { outdated: `${data.length - scans.length} data sets were never scanned` }),
    };
  },
});
