import type { FileItem } from './contract.ts';

/** The items, where at most one file in twenty has one: more are how the data is. */
export function few(items: FileItem[], files: readonly unknown[]): FileItem[] {
  return items.length <= Math.max(1, files.length / 20) ? items : [];
}

/** The value that at least nine in ten files have. */
export function usual<Value>(values: readonly Value[]): Value | undefined {
  const counts = Map.groupBy(values, (value) => value);
  return [...counts].find(([, some]) => some.length >= 0.9 * values.length)?.[0];
}

/** A value below and one above which a share of the numbers lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
