/** Above it a shift by convention. */
const SHIFT = 0.25;
/** How many times what chance alone would give. */
const CHANCE = 2.5;

/** The most frequent categories; what is left counts as one. */
export const mostCategories = 50;

/** The index, and how large it is on average where nothing but chance is at work. */
export type Shift = { shift: number; chance: number };

/** The population stability index, half a row put into each bin (Jeffreys), so that what is in one alone weighs most. */
export function stability(before: readonly number[], after: readonly number[]): Shift {
  const used = before.map((n, i) => [n, after[i]!] as const).filter(([a, b]) => a + b > 0);
  const all = (side: 0 | 1) => used.reduce((sum, pair) => sum + pair[side] + 0.5, 0);
  const [first, second] = [all(0), all(1)];
  const shift = used.reduce((sum, [a, b]) => {
    const [p, q] = [(a + 0.5) / first, (b + 0.5) / second];
    return sum + (p - q) * Math.log(p / q);
  }, 0);
  return { shift, chance: Math.max(0, used.length - 1) * (1 / first + 1 / second) };
}

/** Whether an index is larger than the convention and than chance. */
export function isShifted({ shift, chance }: Shift): boolean {
  return shift > Math.max(SHIFT, CHANCE * chance);
}

/** The tenths of a number, in SQL. */
export const tenths = (x: string): string => `quantile_disc(${x}, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])`;

/**
 * Up to nine cuts of the tenths of all sides: cuts of one alone can't see what another puts beyond them, and more would leave
 * small tables with empty bins.
 */
export function sharedCuts(sides: readonly (readonly number[])[]): number[] {
  const cuts = [...new Set(sides.flat())].sort((x, y) => x - y);
  return cuts.length <= 9
    ? cuts
    : Array.from({ length: 9 }, (_, i) => cuts[Math.round(((i + 0.5) * (cuts.length - 1)) / 9)]!);
}
