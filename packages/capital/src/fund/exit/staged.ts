import { checked } from '../../checked.ts';
import { CapitalError } from '../../errors.ts';

/** A step of a tree: what it costs now, how long until what follows. */
export interface Branch {
  /** Paid when the branch is taken. */
  cost?: number;
  years?: number;
  leads: Stage;
}

/** A payoff in money, a choice of ours, or an outcome that is not. */
export type Stage =
  | number
  | { choose: Readonly<Record<string, Branch>> }
  | { outcomes: readonly (Branch & { name: string; probability: number })[] };

export interface RolledBack {
  /** Worth now, deciding at each choice with what is known by then. */
  value: number;
  /** Worth of the best course that is fixed today. */
  committed: number;
  /** value − committed: what waiting, staging and stopping are worth. */
  flexibility: number;
  /** What to choose, at the root and after each outcome: 'train › good › scale' gives 'scale'. */
  policy: { after: string; choose: string }[];
}

/**
 * A staged investment solved backwards: a training bought in steps, each of which may be the last. Where nothing trades the
 * uncertainty, this and not Black–Scholes is the option's value.
 *
 * @param rate a year
 * @throws {CapitalError} bad-number — when probabilities do not add up to 1 or a rate is at or below −1
 * @throws {CapitalError} bad-input — without branches
 * @example rollBack({ choose: { stop: { leads: 0 }, pilot: { cost: 50, years: 0.5, leads: { outcomes: [
 *   { name: 'good', probability: 0.4, leads: { choose: { stop: { leads: 0 }, scale: { cost: 200, years: 1, leads: 600 } } } },
 *   { name: 'poor', probability: 0.6, leads: 0 }] } } } }, { rate: 0.1 })
 */
export function rollBack(stage: Stage, { rate }: { rate: number }): RolledBack {
  checked('rate', rate, { above: -1 });
  const policy: RolledBack['policy'] = [];
  const value = worthOf(stage, rate, '', policy);
  const committed = Math.max(...coursesOf(stage, rate).values());
  return { value, committed, flexibility: value - committed, policy };
}

function worthOf(stage: Stage, rate: number, after: string, policy: RolledBack['policy']): number {
  if (typeof stage === 'number') return checked(`The payoff after '${after}'`, stage);
  if ('outcomes' in stage) {
    checkOutcomes(stage.outcomes, after);
    return stage.outcomes.reduce(
      (total, branch) => total + branch.probability * worth(branch, rate, path(after, branch.name), policy),
      0,
    );
  }
  let best: { name: string; value: number; policy: RolledBack['policy'] } | undefined;
  for (const [name, branch] of Object.entries(stage.choose)) {
    const below: RolledBack['policy'] = [];
    const value = worth(branch, rate, path(after, name), below);
    if (!best || value > best.value) best = { name, value, policy: below };
  }
  if (!best)
    throw new CapitalError('bad-input', `The choice after '${after}' has no branches. Give at least one.`, {
      fields: { after },
    });
  policy.push({ after, choose: best.name }, ...best.policy);
  return best.value;
}

function worth(branch: Branch, rate: number, after: string, policy: RolledBack['policy']): number {
  const years = checked(`The years of '${after}'`, branch.years ?? 0, { least: 0 });
  return (
    worthOf(branch.leads, rate, after, policy) / (1 + rate) ** years -
    checked(`The cost of '${after}'`, branch.cost ?? 0)
  );
}

/**
 * Expected worth of every course fixed today, by the names chosen in it. Choices of the same name after different outcomes are one
 * decision, made once; an outcome after which that name is not offered ends with 0 more.
 */
function coursesOf(stage: Stage, rate: number): Map<string, number> {
  if (typeof stage === 'number') return new Map([['', stage]]);
  const follow = (branch: Branch) => {
    const factor = (1 + rate) ** -(branch.years ?? 0);
    return [...coursesOf(branch.leads, rate)].map(
      ([name, value]) => [name, value * factor - (branch.cost ?? 0)] as const,
    );
  };
  if ('choose' in stage)
    return new Map(
      Object.entries(stage.choose).flatMap(([name, branch]) =>
        follow(branch).map(([rest, value]) => [path(name, rest), value] as const),
      ),
    );
  const each = stage.outcomes.map((branch) => ({ probability: branch.probability, courses: new Map(follow(branch)) }));
  const names = new Set(each.flatMap(({ courses }) => [...courses.keys()]));
  // An outcome that ends without a choice goes with every course.
  const wanted = names.size > 1 ? [...names].filter((name) => name !== '') : [...names];
  return new Map(
    wanted.map((name) => [
      name,
      each.reduce(
        (total, { probability, courses }) => total + probability * (courses.get(name) ?? courses.get('') ?? 0),
        0,
      ),
    ]),
  );
}

function checkOutcomes(outcomes: readonly { name: string; probability: number }[], after: string): void {
  const total = outcomes.reduce(
    (sum, { name, probability }) => sum + checked(`The probability of '${name}'`, probability, { least: 0, most: 1 }),
    0,
  );
  if (Math.abs(total - 1) > 1e-9)
    throw new CapitalError('bad-number', `The probabilities after '${after}' add up to ${total}, expected 1.`, {
      fields: {
        after,
        total,
      },
    });
}

function path(first: string, second: string): string {
  return first === '' ? second : second === '' ? first : `${first} › ${second}`;
}
