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
  plan.runs.forEach(({ start }, i) => {
    later(`runs[${i}].start`, start);
  });
  plan.rounds.forEach(({ month }, i) => {
    later(`rounds[${i}].month`, month);
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
