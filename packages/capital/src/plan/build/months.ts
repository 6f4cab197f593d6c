/** Months from `start` to `month`, both YYYY-MM. @example monthsBetween('2026-11', '2027-01') // 2 */
export function monthsBetween(start: string, month: string): number {
  const count = (text: string): number => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)) - 1;
  return count(month) - count(start);
}

/** The month that many after `start`. @example monthAfter('2026-11', 2) // '2027-01' */
export function monthAfter(start: string, months: number): string {
  const count = Number(start.slice(0, 4)) * 12 + Number(start.slice(5, 7)) - 1 + months;
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`;
}
