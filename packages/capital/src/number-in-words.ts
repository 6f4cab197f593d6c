/** A figure as a message says it, where it may be none. @example numberInWords(0 / 0) // 'no number' */
export function numberInWords(value: number): string {
  if (Number.isNaN(value)) return 'no number';
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? 'endless' : 'endless below 0';
}
