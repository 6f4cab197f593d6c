import type { MonthRow, PlanReport } from '../report/report.ts';
import { standingText } from '../report/standing.ts';
import { figure, percent, short } from './format.ts';
import { equitySections, marketSection, sourcingSection } from './sections/equity.ts';
import { registerSection } from './sections/register.ts';

export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns that are words, from the left. */
  readonly left: number;
  /** Which of the others are words, too. */
  readonly words?: readonly number[];
  /** A line of smaller words for each row. */
  readonly details?: readonly string[];
}

/** One part of the page, as the terminal and the HTML page show it alike. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly lead?: string;
  readonly list?: readonly string[];
  readonly tables: readonly Table[];
  readonly notes?: readonly string[];
  /** Only where there is room: not in a terminal. */
  readonly annex?: readonly Table[];
}

/** A plan's report as sections; those about which the plan says nothing are left out. */
export function sectionsOf(report: PlanReport): Section[] {
  return [
    cash(report),
    drivers(report),
    evidence(report),
    trainings(report),
    sourcingSection(report),
    rounds(report),
    ...equitySections(report),
    marketSection(report),
    people(report),
    labelling(report),
    risks(report),
    registerSection(report),
    experiments(report),
    scenarios(report),
  ].filter((section) => section !== undefined);
}

/** The verdict in a sentence that a reader can check against the table below it. */
export function verdictOf({ months, opening, currency, runway }: PlanReport): string {
  const end = months.at(-1)!;
  const risk = `The risk of running out by ${end.month} is ${percent(end.ruin)} (± ${percent(2 * end.ruinError)}).`;
  const month = (runs: number): string => `month ${runs} (${months[runs - 1]!.month})`;
  const tenth =
    runway.tenth === null
      ? 'It stays below one in ten throughout.'
      : `It passes one in ten in ${month(runway.tenth)}${runway.even === null ? ' and stays below even odds.' : `, even odds in ${month(runway.even)}.`}`;
  return `Begins with ${short(opening)} ${currency}. ${risk} ${tenth}`;
}

/** The months that a table shows: every third, and the last. */
export function shownMonths(months: readonly MonthRow[]): readonly MonthRow[] {
  const step = months.length <= 12 ? 1 : months.length <= 48 ? 3 : 6;
  return months.filter((_, t) => (t + 1) % step === 0 || t === months.length - 1);
}

function cash(report: PlanReport): Section {
  const { currency, restsOn, spread } = report;
  const shares = [
    [spread.measured, 'what runs measured'],
    [spread.contract + spread.published, 'what is agreed or published'],
    [spread.guess, 'guesses'],
    [spread.rounds, 'whether rounds close'],
  ] as const;
  const parts = shares.filter(([share]) => share >= 0.005).map(([share, what]) => `${percent(share)} from ${what}`);
  return {
    id: 'cash',
    title: 'Cash',
    lead: verdictOf(report),
    tables: [
      {
        header: ['month', 'cash p5', 'p50', 'p95', 'income', 'burn', 'margin', 'customers', 'ruin'],
        rows: shownMonths(report.months).map(({ month, cash: c, income, burn, margin, customers, ruin }) => [
          month,
          short(c.p05),
          short(c.p50),
          short(c.p95),
          short(income),
          short(burn),
          income > 0 ? percent(margin) : '—',
          short(customers),
          percent(ruin),
        ]),
        left: 1,
      },
    ],
    notes: [
      `${currency}; income and burn a month, medians. Ruin: has run out by the month's end; paths go on below 0, by what is missing.`,
      `Rests on assumptions: ${standingText(restsOn)}.${parts.length > 0 ? ` Of the spread of cash at the end, ${parts.join(', ')}.` : ''}`,
    ],
  };
}

function drivers({ drivers: all }: PlanReport): Section | undefined {
  const [top] = all;
  if (!top) return undefined;
  const widest = Math.abs(top.cashAtHigh - top.cashAtLow);
  const list = all
    .filter(({ cashAtHigh, cashAtLow }) => Math.abs(cashAtHigh - cashAtLow) > 0.02 * widest)
    .slice(0, 5)
    .map(({ words }) => words);
  return { id: 'drivers', title: 'What drives it', list, tables: [] };
}

function evidence({ evidence: learnt, assumptions, unmeasured, ledgerRuns }: PlanReport): Section | undefined {
  if (assumptions.length === 0) return undefined;
  const others = assumptions.filter(({ name, confidence }) => confidence !== 'measured' && !unmeasured.includes(name));
  const named = (['contract', 'published', 'guess'] as const).flatMap((confidence) => {
    const names = others.filter((each) => each.confidence === confidence).map(({ name }) => name);
    const title = { contract: 'Agreed', published: 'Published', guess: 'Guessed' }[confidence];
    return names.length > 0 ? [`${title}: ${names.join(', ')}.`] : [];
  });
  const why = ledgerRuns === 0 ? 'the ledger has no runs' : 'no finished run of the ledger measures them';
  const open =
    unmeasured.length > 0
      ? [`GUESSED until measured: ${unmeasured.join(', ')}; ${why}, so the plan's own ranges stand.`]
      : [];
  return {
    id: 'evidence',
    title: 'Measured, agreed, published, guessed',
    tables:
      learnt.length === 0
        ? []
        : [
            {
              header: ['measured', 'runs', 'least', 'most', 'planned with', 'actual/forecast', 'in 90 %', 'latest'],
              rows: learnt.map(({ assumption, unit, runs, scores }) => {
                const now = assumptions.find(({ name }) => name === assumption)!;
                const values = runs.map(({ value }) => value);
                return [
                  assumption,
                  String(runs.length),
                  short(Math.min(...values)),
                  short(Math.max(...values)),
                  `${short(now.p05)} to ${figure(now.p95, unit)}`,
                  `× ${short(scores.bias)}`,
                  `${Math.round(scores.coverage90 * scores.count)} of ${scores.count}`,
                  runs.at(-1)!.id,
                ];
              }),
              left: 1,
            },
          ],
    notes: [...open, ...named],
    annex: [
      {
        header: ['assumption', 'p5', 'p50', 'p95', 'standing', 'date', 'source'],
        rows: assumptions.map(({ name, p05, p50, p95, unit, confidence, asOf, source }) => [
          name,
          short(p05),
          short(p50),
          figure(p95, unit),
          unmeasured.includes(name) ? 'guess, to be measured' : confidence,
          asOf,
          source,
        ]),
        left: 1,
        words: [4, 5, 6],
      },
    ],
  };
}

function trainings({ runs, currency }: PlanReport): Section | undefined {
  if (runs.length === 0) return undefined;
  const has = (field: 'flops' | 'energyKWh' | 'carbonKg'): boolean => runs.some((run) => run[field] !== undefined);
  const columns = [
    ...(has('flops') ? (['flops'] as const) : []),
    ...(has('energyKWh') ? (['energyKWh'] as const) : []),
    ...(has('carbonKg') ? (['carbonKg'] as const) : []),
  ];
  const titles = { flops: 'FLOP', energyKWh: 'kWh', carbonKg: 'kg CO2e' };
  return {
    id: 'trainings',
    title: 'Trainings wanted',
    tables: [
      {
        header: [
          'training',
          'from',
          'device-hours',
          `cost, ${currency}`,
          ...columns.map((each) => titles[each]),
          'rests on',
        ],
        rows: runs.map((run) => [
          run.name,
          run.start,
          span(run.hours),
          span(run.cost),
          ...columns.map((each) => (run[each] ? span(run[each]) : '—')),
          standingText(run.restsOn),
        ]),
        left: 2,
        words: [4 + columns.length],
      },
    ],
    notes: [
      'From the 5th to the 95th percentile; a training that waits for a round costs nothing on paths where it does not close.',
    ],
  };
}

function rounds({ rounds: all, currency }: PlanReport): Section | undefined {
  if (all.length === 0) return undefined;
  return {
    id: 'rounds',
    title: 'Rounds',
    tables: [
      {
        header: ['round', 'planned', 'typically', `amount, ${currency}`, 'closes by the end', 'rests on'],
        rows: all.map(({ name, month, amount, closes, typically, restsOn }) => [
          name,
          month,
          typically ?? 'never',
          short(amount),
          percent(closes),
          standingText(restsOn),
        ]),
        left: 3,
        words: [5],
      },
    ],
  };
}

function people({ hiring, currency }: PlanReport): Section | undefined {
  if (hiring.length === 0) return undefined;
  return {
    id: 'people',
    title: 'People',
    tables: [
      {
        header: ['role', 'from', 'people', 'expected at the end', `pay over all months, ${currency}`, 'rests on'],
        rows: hiring.map(({ role, start, people: count, peopleAtEnd, cost, restsOn }) => [
          role,
          start,
          short(count),
          short(peopleAtEnd),
          span(cost),
          standingText(restsOn),
        ]),
        left: 2,
        words: [5],
      },
    ],
  };
}

function labelling({ labelling: all, currency }: PlanReport): Section | undefined {
  if (all.length === 0) return undefined;
  const lines = all.map(({ name, batch, have, points, unmeasured, next, buy, errorNow }) => {
    if (!next || !buy || errorNow === undefined) return `${name}: not measured yet. ${unmeasured ?? ''}`;
    const advice =
      buy.labels > 0
        ? `Buy ${short(buy.labels)} for ${short(buy.cost)} ${currency}, worth ${short(buy.worth)}; the next ${short(batch)} after them would cost more than they are worth.`
        : 'Stop labelling: they cost more than they are worth.';
    return `${name}: ${points.length} trainings put ${percent(errorNow)} wrong at ${short(have)} labels. The next ${short(batch)} remove ${short(next.gain.low)} to ${short(next.gain.high)} errors in a hundred, worth ${short(next.worth.low)} to ${short(next.worth.high)} ${currency}, for ${short(next.cost)}; they pay with a probability of ${percent(next.probability)}. ${advice}`;
  });
  return { id: 'labelling', title: 'Labels', list: lines, tables: [] };
}

const SHOWN_RISKS = 8;

function risks({ risks: all, currency }: PlanReport): Section | undefined {
  if (all.length === 0) return undefined;
  const shown = all.slice(0, SHOWN_RISKS);
  const more = all.length > SHOWN_RISKS ? ` ${all.length - SHOWN_RISKS} smaller ones are in --json.` : '';
  return {
    id: 'risks',
    title: 'Risks',
    tables: [
      {
        header: ['risk', 'area', 'a year', 'after control', 'p95 of all months', 'review', 'owner'],
        rows: shown.map(({ name, area, before, after, bad, owner, review }) => [
          name,
          area,
          short(before),
          short(after),
          short(bad),
          review,
          owner,
        ]),
        left: 2,
        words: [5, 6],
        details: shown.map(
          ({ control, restsOn }) =>
            `${control ? `Control: ${control}` : 'No control'}. Rests on ${standingText(restsOn)}.`,
        ),
      },
    ],
    notes: [`Expected ${currency}; every risk happens, or not, on each of the paths above.${more}`],
  };
}

function experiments({ experiments: all, currency }: PlanReport): Section | undefined {
  const [best] = all;
  if (!best) return undefined;
  return {
    id: 'experiments',
    title: 'What to find out next',
    lead:
      best.times > 0
        ? `Buy '${best.name}' next${best.times > 1 ? `, ${best.times} times` : ''}: it is expected to gain ${short(best.net)} ${currency} more than it costs.`
        : 'Stop buying experiments: each costs more than the better decision after it would gain.',
    tables: [
      {
        header: ['experiment', 'cost', 'worth', 'at most', 'net', 'buy'],
        rows: all.map(({ name, cost, worth, ceiling, net, times }) => [
          name,
          short(cost),
          short(worth),
          short(ceiling),
          short(net),
          times === 0 ? 'no' : times === 1 ? 'once' : `${times} times`,
        ]),
        left: 1,
        details: all.map(({ question, restsOn }) => `${question} Rests on ${standingText(restsOn)}.`),
      },
    ],
    notes: [`${currency}; worth: the better decision after one run of it; at most: after a perfect one.`],
  };
}

function scenarios({ scenarios: all, worthKnowing, currency }: PlanReport): Section | undefined {
  if (all.length === 0) return undefined;
  const [best] = worthKnowing;
  return {
    id: 'scenarios',
    title: 'Scenarios, on the same draws',
    tables: [
      {
        header: ['scenario', 'ruin', 'even odds in month', 'cash p5', 'p50', 'income', ''],
        rows: all.map(({ name, ruin, ruinError, runway, cashAtEnd, incomeAtEnd, note }) => [
          name,
          `${percent(ruin)} ± ${percent(2 * ruinError)}`,
          runway === null ? '—' : String(runway),
          short(cashAtEnd.p05),
          short(cashAtEnd.p50),
          short(incomeAtEnd),
          note ?? '',
        ]),
        left: 1,
        words: [6],
      },
    ],
    ...(best && best.worth > 0
      ? {
          notes: [
            `Before choosing, knowing ${best.assumption} would be worth up to ${short(best.worth)} ${currency}; nothing else more.`,
          ],
        }
      : {}),
  };
}

/** What the figures above may be off by, since paths are drawn. */
export function convergence({ paths, seed, months, currency }: PlanReport): string {
  const end = months.at(-1)!;
  return `${paths.toLocaleString('en')} paths, seed ${seed}; standard errors at the end: mean cash ± ${short(end.cash.meanError)} ${currency}, median ± ${short(end.cash.medianError)}, ruin ± ${percent(end.ruinError)}.`;
}

/** From the 5th to the 95th percentile. */
export function span({ p05, p95 }: { readonly p05: number; readonly p95: number }): string {
  return short(p05) === short(p95) ? short(p05) : `${short(p05)}–${short(p95)}`;
}
