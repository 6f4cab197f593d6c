import { betaCdf } from '@capstan/base';
import { dayNumber } from '../../day-number.ts';
import { busFactor } from '../../talent/bus-factor.ts';
import { type Facts, newest, oldest, percent, type RiskRule, servedModels } from './rule.ts';

/** Evaluations of the models that answer, the latest of each. */
export function evaluationsServed(facts: Facts): Facts['evaluations'] {
  return servedModels(facts).flatMap(({ card }) => {
    const own = facts.evaluations.filter(({ model }) => model === card.sha256 || model === card.run);
    return own.length > 0 ? [own.reduce((last, each) => (each.at > last.at ? each : last))] : [];
  });
}

const unfit: RiskRule = {
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
      says: `${percent(report.accuracy)} of ${report.count} right, ${percent(required)} required: below it with ${percent(below[worst]!)}`,
      from: [model],
      left: below[worst]!,
      ...(own.length < models.length && {
        outdated: `${models.length - own.length} of ${models.length} models in use have no evaluation of their own`,
      }),
    };
  },
};

const spoilt: RiskRule = {
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
};

const FAILED = new Set(['failed', 'lost']);

const failed: RiskRule = {
  id: 'failed-runs',
  area: 'technical',
  name: 'A run fails and what it cost is lost',
  control: 'none measured: the ledger counts what failed',
  wants: 'runs of the ledger',
  validDays: 90,
  nist: ['MEASURE 3.1', 'MANAGE 2.4', 'MANAGE 4.3'],
  aiAct: ['12'],
  gdpr: [],
  assess({ runs, asOf }) {
    if (runs.length === 0) return undefined;
    const lost = runs.filter(({ status }) => FAILED.has(status));
    const first = oldest(runs.map(({ started }) => started));
    // A ledger of a few days says little of a year: counted as a month at the least. Jeffreys' prior adds half a failure.
    const years = Math.max(dayNumber(asOf) - dayNumber(first), 30.4375) / 365.25;
    // A run that died at once has no cost written down: what it lost is then anything up to the dearest run's.
    const costs = lost.flatMap(({ cost }) => (cost.money > 0 ? [cost.money] : [])).sort((a, b) => a - b);
    const dearest = runs.reduce((most, { cost }) => Math.max(most, cost.money), 0);
    return {
      at: newest(runs.map(({ started }) => started)),
      says: `${lost.length} of ${runs.length} runs failed, at ${Number(costs.reduce((sum, each) => sum + each, 0).toPrecision(3))} in all`,
      from: lost.map(({ id }) => id),
      left: 1,
      rate: (lost.length + 0.5) / years,
      impact:
        costs.length > 0
          ? { kind: 'empirical', values: costs }
          : dearest > 0
            ? { kind: 'uniform', low: 0, high: dearest }
            : 0,
    };
  },
};

const unreproducible: RiskRule = {
  id: 'unreproducible',
  area: 'technical',
  name: 'A model cannot be made again',
  control: 'commit, seed and hash of the data written down with every training',
  wants: 'finished trainings in the ledger',
  validDays: 365,
  nist: ['GOVERN 1.4', 'MEASURE 2.8', 'MEASURE 2.9'],
  aiAct: ['11', '12', '53(1)(a)'],
  gdpr: ['5(2)'],
  assess({ runs }) {
    const trainings = runs.filter(({ kind, status }) => kind === 'train' && status === 'done');
    if (trainings.length === 0) return undefined;
    const lacking = trainings.filter(
      ({ seed, dataHash, git }) =>
        seed === undefined || dataHash === undefined || git === undefined || git.dirty === true,
    );
    return {
      at: newest(trainings.map(({ started }) => started)),
      says: `${lacking.length} of ${trainings.length} trainings lack a clean commit, a seed or a hash of the data`,
      from: lacking.map(({ id }) => id),
      left: lacking.length / trainings.length,
      // Made again, it costs what it cost.
      impact: { kind: 'empirical', values: trainings.map(({ cost }) => cost.money).sort((a, b) => a - b) },
    };
  },
};

const keyPerson: RiskRule = {
  id: 'key-person',
  area: 'technical',
  name: 'Someone leaves who alone knows an area',
  control: 'every area known by two',
  wants: 'company.people: who knows what, and how many leave a year',
  validDays: 180,
  nist: ['GOVERN 2.1', 'GOVERN 2.2', 'MAP 3.4'],
  aiAct: ['4'],
  gdpr: [],
  assess({ company: { people } }) {
    if (!people) return undefined;
    const { single, factor } = busFactor(people.knows);
    const everyone = new Set(Object.values(people.knows).flat()).size;
    const alone = new Set(single.map(({ person }) => person));
    return {
      at: people.at.slice(0, 10),
      says: `bus factor ${factor}; ${alone.size} of ${everyone} people alone know ${single.map(({ area }) => area).join(', ') || 'nothing'}`,
      from: [],
      rate: people.leaving * everyone,
      left: everyone === 0 ? 0 : alone.size / everyone,
    };
  },
};

const drift: RiskRule = {
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
};

/** Risks of models, data, runs and people. */
export const TECHNICAL: readonly RiskRule[] = [unfit, spoilt, failed, unreproducible, keyPerson, drift];
