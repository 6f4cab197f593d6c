/**
 * Levenshtein's distance (1966): characters to put in, take out or change; `most + 1` where it is more than `most`.
 *
 * @example editDistance('kitten', 'sitting') // 3
 */
export function editDistance(a: string, b: string, most = Number.POSITIVE_INFINITY): number {
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
  const distance = previous[b.length]!;
  return distance > most ? most + 1 : distance;
}
