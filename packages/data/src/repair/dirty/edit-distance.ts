/** Levenshtein's distance between two texts, or `most + 1` where it is more than that. */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const swap = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(swap, previous[j]! + 1, row[j - 1]! + 1);
      if (row[j]! < least) least = row[j]!;
    }
    if (least > most) return most + 1;
    previous = row;
  }
  return previous[b.length]!;
}

/**
 * Whether one may be the other mistyped: a few letters differ for its length. Digits never count as a slip, since 35957 and
 * 35967 are two codes.
 */
export function alike(a: string, b: string, share = 0.3): boolean {
  if (onlyDigitsDiffer(a, b)) return false;
  const most = Math.max(1, Math.floor(Math.max(a.length, b.length) * share));
  return editDistance(a, b, most) <= most;
}

/** Whether two texts are the same but for their numbers. */
export function onlyDigitsDiffer(a: string, b: string): boolean {
  return a.replace(/\d+/g, '0') === b.replace(/\d+/g, '0');
}
