import type { Context } from '../builder.ts';
import { monthAfter } from '../months.ts';

/** Dates that cannot be in this order. */
export function dates({ plan, builder }: Context): void {
  const last = monthAfter(plan.start, plan.months - 1);
  const inside = (path: string, month: string): void => {
    if (month > last) builder.problem(path, `${month} is after the plan's last month, ${last}.`);
  };
  const later = (path: string, month: string): void => {
    inside(path, month);
    if (month < plan.start) builder.problem(path, `${month} is before the plan's first month, ${plan.start}.`);
  };
  plan.runs.forEach(({ start, months }, i) => {
    later(`runs[${i}].start`, start);
    const ends = monthAfter(start, months - 1);
    if (start <= last && ends > last)
      builder.problem(
        `runs[${i}].months`,
        `The run goes on until ${ends}, the plan ends in ${last}: what it costs after that would be left out. Plan more months, or a shorter run.`,
      );
  });
  plan.rounds.forEach(({ name, month }, i) => {
    later(`rounds[${i}].month`, month);
    const after = plan.rounds.find((other) => rank(other.name) < rank(name) && other.month > month);
    if (after)
      builder.problem(
        `rounds[${i}].month`,
        `${name} in ${month} comes before ${after.name} in ${after.month}: rounds close in their order. Correct a month, or a name.`,
      );
  });
  plan.experiments.forEach(({ month }, i) => {
    if (month !== undefined) later(`experiments[${i}].month`, month);
  });
  plan.revenue.forEach(({ from }, i) => {
    inside(`revenue[${i}].from`, from);
  });
  plan.hiring.forEach(({ start, until }, i) => {
    inside(`hiring[${i}].start`, start);
    if (until && until <= start) builder.problem(`hiring[${i}].until`, `${until} is not after the start, ${start}.`);
  });
  plan.risks.forEach(({ review }, i) => {
    if (review < plan.asOf)
      builder.problem(
        `risks[${i}].review`,
        `${review} is before the plan's date, ${plan.asOf}: review the risk and set the next date.`,
      );
  });
}

const ROUND = /^(pre[\s-]?seed|seed|series\s+([a-h]))\b/i;

/** The place of a round by its usual name; without one, none is before or after it. */
function rank(name: string): number {
  const found = ROUND.exec(name.trim());
  if (!found) return Number.NaN;
  const series = found[2];
  return series ? 2 + series.toLowerCase().charCodeAt(0) - 97 : /^pre/i.test(found[1]!) ? 0 : 1;
}
