/**
 * The word out of `known` that `word` was probably meant to be, if any is close.
 * @example nearest('resnet81', ['resnet18', 'vgg']) // 'resnet18'
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const [a, b] = [word.toLowerCase(), candidate.toLowerCase()];
    const far = a.length > 2 && b.startsWith(a) ? 1 : editDistance(a, b); // 'batch' for 'batchSize'
    if (far < least) [best, least] = [candidate, far];
  }
  return best;
}

/** Characters to put in, take out or change (Levenshtein 1966). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
