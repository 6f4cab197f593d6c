import { checked } from '../../checked.ts';
import { CapitalError } from '../../errors.ts';

/** A stretch of going to market. */
export interface MarketStep {
  name: string;
  /** How long it takes, whole months. */
  months: number;
  /** Spent a month while it lasts. */
  cost: number;
  /** Steps that must be over first. */
  after?: readonly string[];
  /** The earliest month, counted from 0. */
  notBefore?: number;
  /** Earned a month once it is over. */
  earns?: number;
}

export interface Timeline {
  steps: {
    name: string;
    /** Month in which it starts, counted from 0. */
    start: number;
    /** First month in which it is over. */
    end: number;
    /** Months by which it may slip without delaying the last. */
    slack: number;
  }[];
  months: number;
  /** At the end of each month. */
  cash: number[];
  /** First month that ends below 0. */
  shortfall: { month: number; missing: number; step: string } | null;
  /** Least cash at any month's end: what the opening cash could be lower by, or, below 0, must be higher by. */
  lowest: number;
}

/**
 * Lays steps out as early as they may start and follows the cash.
 *
 * @throws {CapitalError} bad-input — on unknown names and circles
 * @throws {CapitalError} bad-number — on negative costs and broken months
 * @example timeline([{ name: 'pilot', months: 3, cost: 20_000 }, { name: 'launch', months: 2, cost: 45_000, after: ['pilot'], earns: 30_000 }], { cash: 200_000, burn: 15_000 })
 */
export function timeline(
  steps: readonly MarketStep[],
  { cash, burn = 0, months }: { cash: number; burn?: number; months?: number },
): Timeline {
  checked('cash', cash);
  checked('burn', burn, { least: 0 });
  const byName = new Map(steps.map((step) => [step.name, step]));
  if (steps.length === 0 || byName.size < steps.length)
    throw new CapitalError('bad-input', 'Expected steps, each with a name of its own.', {
      fields: {
        steps: steps.map(({ name }) => name),
      },
    });
  for (const step of steps) {
    checked(`months of ${step.name}`, step.months, { least: 1, whole: true });
    checked(`cost of ${step.name}`, step.cost, { least: 0 });
    checked(`earns of ${step.name}`, step.earns ?? 0, { least: 0 });
    checked(`notBefore of ${step.name}`, step.notBefore ?? 0, { least: 0, whole: true });
    for (const name of step.after ?? [])
      if (!byName.has(name))
        throw new CapitalError(
          'bad-input',
          `${step.name} comes after '${name}', which is no step. Add it or correct the name.`,
          { fields: { step: step.name, after: name } },
        );
  }
  const order = ordered(steps);
  const end = new Map<string, number>();
  for (const step of order) end.set(step.name, startOf(step, end) + step.months);
  const last = Math.max(...end.values());
  const latest = new Map<string, number>(steps.map(({ name }) => [name, last]));
  for (const step of order.toReversed())
    for (const name of step.after ?? [])
      latest.set(name, Math.min(latest.get(name)!, latest.get(step.name)! - step.months));
  const length = months === undefined ? last : checked('months', months, { least: last, whole: true });
  let level = cash;
  const levels = Array.from({ length }, (_, month) => {
    level -= burn;
    for (const step of steps) {
      const over = end.get(step.name)!;
      if (month >= over - step.months && month < over) level -= step.cost;
      if (month >= over) level += step.earns ?? 0;
    }
    return level;
  });
  const short = levels.findIndex((each) => each < 0);
  const running = steps.filter(({ name, months: takes }) => short < end.get(name)! && short >= end.get(name)! - takes);
  const dearest = running.toSorted((a, b) => b.cost - a.cost)[0];
  return {
    steps: steps.map(({ name, months: takes }) => ({
      name,
      start: end.get(name)! - takes,
      end: end.get(name)!,
      slack: latest.get(name)! - end.get(name)!,
    })),
    months: length,
    cash: levels,
    shortfall: short < 0 ? null : { month: short, missing: -levels[short]!, step: dearest?.name ?? 'burn' },
    lowest: Math.min(...levels),
  };
}

function startOf(step: MarketStep, end: ReadonlyMap<string, number>): number {
  return Math.max(step.notBefore ?? 0, ...(step.after ?? []).map((name) => end.get(name)!));
}

/** Every step behind those it comes after. */
function ordered(steps: readonly MarketStep[]): MarketStep[] {
  const done = new Set<string>();
  const order: MarketStep[] = [];
  while (order.length < steps.length) {
    const ready = steps.filter(({ name, after }) => !done.has(name) && (after ?? []).every((each) => done.has(each)));
    if (ready.length === 0) {
      const circle = steps.filter(({ name }) => !done.has(name)).map(({ name }) => name);
      throw new CapitalError(
        'bad-input',
        `These steps wait for each other: ${circle.join(', ')}. Take out one 'after'.`,
        { fields: { circle } },
      );
    }
    for (const step of ready) done.add(step.name);
    order.push(...ready);
  }
  return order;
}
