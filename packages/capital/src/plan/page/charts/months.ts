import { monthAfter } from '../../build/months.ts';

/** Ticks of a chart whose x counts months from `start`. @example monthTicks('2027-01')(2) // '2027-03' */
export function monthTicks(start: string): (month: number) => string | undefined {
  return (month) => (Number.isInteger(month) && month >= 0 ? monthAfter(start, month) : undefined);
}
