/** The word out of `known` that `word` was probably meant to be. @example nearest('--epoch', ['--epochs']) // '--epochs' */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const far = (candidate: string) => {
    const [a, b] = [word.toLowerCase(), candidate.toLowerCase()];
    return a.length > 4 && b.startsWith(a) ? 1 : distance(a, b);
  };
  const best = known.map((candidate) => ({ candidate, far: far(candidate) })).sort((a, b) => a.far - b.far)[0];
  return best && best.far <= Math.max(2, word.length / 3) ? best.candidate : undefined;
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
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
