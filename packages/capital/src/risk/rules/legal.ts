import { normalCdf } from '@capstan/base';
import { type Facts, newest, oldest, percent, type RiskRule, servedModels } from './rule.ts';
import { evaluationsServed } from './technical.ts';

const personal: RiskRule = {
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
};

const erasure: RiskRule = {
  id: 'erasure',
  area: 'legal',
  name: 'Someone asks to be erased and it is not known which models learned from them',
  control: 'lineage from data to run to model',
  wants: 'models in use, and the ledger’s runs behind them',
  validDays: 365,
  nist: ['GOVERN 1.7', 'MEASURE 2.10', 'MANAGE 2.4'],
  aiAct: ['10', '12'],
  gdpr: ['17', '19'],
  assess(facts) {
    const models = servedModels(facts);
    if (models.length === 0 || facts.runs.length === 0) return undefined;
    const runs = new Map(facts.runs.map((run) => [run.id, run]));
    const traced = models.filter(({ card }) => {
      const run = card.run === undefined ? undefined : runs.get(card.run);
      return run?.dataHash !== undefined && (card.dataHash === undefined || card.dataHash === run.dataHash);
    });
    return {
      at: newest(facts.runs.map(({ started }) => started)),
      says: `${traced.length} of ${models.length} models in use lead back to a run and its data`,
      from: traced.map(({ card }) => card.sha256),
      left: 1 - traced.length / models.length,
    };
  },
};

const rights: RiskRule = {
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
};

const retention: RiskRule = {
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
};

const transfer: RiskRule = {
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
};

const unfair: RiskRule = {
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
      says: `${worst.low} is ${percent(worst.gap)} below ${worst.high} (± ${percent(1.645 * worst.error)}); beyond ${percent(limit)} with ${percent(worst.beyond)}`,
      from: own.map(({ model }) => model),
      left: worst.beyond,
    };
  },
};

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

const automated: RiskRule = {
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
};

const breach: RiskRule = {
  id: 'breach',
  area: 'legal',
  name: 'Data or weights are stolen',
  control: 'encryption, access, backups and the 72-hour drill, checked',
  wants: 'company.security: which controls were checked, and whether they hold',
  validDays: 180,
  nist: ['MEASURE 2.7', 'MANAGE 4.3'],
  aiAct: ['15', '55(1)(d)'],
  gdpr: ['25', '32', '33'],
  assess({ company: { security } }: Facts) {
    const checks = Object.entries(security?.checked ?? {});
    if (!security || checks.length === 0) return undefined;
    const open = checks.filter(([, holds]) => !holds).map(([name]) => name);
    return {
      at: security.at.slice(0, 10),
      says: `${checks.length - open.length} of ${checks.length} controls hold${open.length > 0 ? `; not: ${open.join(', ')}` : ''}`,
      from: [],
      left: open.length / checks.length,
    };
  },
};

/** Risks of law: the GDPR and the EU AI Act. */
export const LEGAL: readonly RiskRule[] = [personal, erasure, rights, retention, transfer, unfair, automated, breach];
