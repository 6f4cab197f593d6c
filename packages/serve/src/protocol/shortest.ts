/**
 * A float32 number in the fewest decimal digits that still are that number: its value as a double has a tail of digits
 * that mean nothing.
 *
 * @example shortest(Math.fround(0.98)) // 0.98, where Math.fround(0.98) is 0.9800000190734863
 */
export function shortest(value: number): number {
  if (Number.isInteger(value) || !Number.isFinite(value)) return value;
  for (const digits of [7, 8]) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9)); // enough for any float32
}
