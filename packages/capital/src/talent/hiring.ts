import { checked } from '../checked.ts';
import { CapitalError } from '../errors.ts';

/** People of one kind to hire. */
export interface Hire {
  role: string;
  /** 1 when not given. */
  count?: number;
  /** Month of the first day, counted from 0. */
  start: number;
  /** Last month plus one, where it ends. */
  until?: number;
  /** A year, as in the contract. */
  salary: number;
  /** What the employer pays on top, as a part of the salary: 0.25 for a quarter. */
  onCost: number;
  /** Months until fully productive, growing evenly; 0 when not given. */
  ramp?: number;
  /** Paid when hired, as a part of a year's salary. */
  fee?: number;
  /** Paid when hired: equipment, moving. */
  setup?: number;
  /** Raise at each anniversary. */
  raise?: number;
}

export interface HiringPlan {
  /** A month: salaries with on-costs, fees and set-up. */
  cost: number[];
  headcount: number[];
  /** Full-time equivalents that the people amount to, new ones counted by their ramp. */
  capacity: number[];
  total: number;
  /** What capacity cost for each month of a fully productive person. */
  perProductiveMonth: number | null;
}

/**
 * What a hiring plan costs and yields, month by month.
 *
 * @throws {CapitalError} bad-number — on negative salaries or months
 * @throws {CapitalError} dates-out-of-order — when someone leaves before starting
 * @example hiringPlan([{ role: 'engineer', count: 2, start: 3, salary: 150_000, onCost: 0.22, ramp: 3 }], 24).cost
 */
export function hiringPlan(hires: readonly Hire[], months: number): HiringPlan {
  checked('months', months, { least: 1, whole: true });
  const empty = () => new Array<number>(months).fill(0);
  const [cost, headcount, capacity] = [empty(), empty(), empty()];
  for (const hire of hires) {
    const { role, count = 1, start, until = months, salary, onCost, ramp = 0, fee = 0, setup = 0, raise = 0 } = hire;
    checked(`count of ${role}`, count, { least: 0, whole: true });
    checked(`start of ${role}`, start, { least: 0, whole: true });
    checked(`until of ${role}`, until, { whole: true });
    for (const [name, value] of Object.entries({ salary, onCost, ramp, fee, setup }))
      checked(`${name} of ${role}`, value, { least: 0 });
    checked(`raise of ${role}`, raise, { above: -1 });
    if (hire.until !== undefined && until <= start)
      throw new CapitalError(
        'dates-out-of-order',
        `${role} starts in month ${start} and leaves in month ${until}. Expected a later month to leave in.`,
        { fields: { role, start, until } },
      );
    for (let month = start; month < Math.min(until, months); month++) {
      const age = month - start;
      const paid = (salary / 12) * (1 + onCost) * (1 + raise) ** Math.floor(age / 12);
      cost[month]! += count * (paid + (age === 0 ? fee * salary + setup : 0));
      headcount[month]! += count;
      capacity[month]! += count * ramped(age, ramp);
    }
  }
  const total = cost.reduce((sum, each) => sum + each, 0);
  const productive = capacity.reduce((sum, each) => sum + each, 0);
  return { cost, headcount, capacity, total, perProductiveMonth: productive > 0 ? total / productive : null };
}

/** Mean productivity over a month of someone whose productivity grows evenly from 0 to 1 over the ramp. */
function ramped(age: number, ramp: number): number {
  if (age >= ramp) return 1;
  if (age + 1 <= ramp) return (age + 0.5) / ramp;
  const grown = ramp - age; // the part of the month before the ramp ends
  return grown * ((age + ramp) / 2 / ramp) + (1 - grown);
}
