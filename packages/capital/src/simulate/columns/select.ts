/**
 * Some quantiles of a column, linear between neighbours, without sorting all of it (Hoare's selection, 1961).
 *
 * @param probabilities ascending
 * @example quantilesOf(monthOf(simulation, 'cash', 11), [0.05, 0.5, 0.95])
 */
export function quantilesOf(column: Float64Array, probabilities: readonly number[]): number[] {
  const a = column.slice();
  const n = endless(a);
  let low = 0;
  return probabilities.map((p) => {
    const at = Math.min(Math.max(p, 0), 1) * (a.length - 1);
    const i = Math.floor(at);
    if (i >= n) return Number.NaN;
    select(a, i, low, n - 1);
    low = i;
    if (i + 1 >= a.length) return a[i]!;
    let next = i + 1 < n ? a[i + 1]! : Number.NaN;
    for (let k = i + 2; k < n; k++) next = Math.min(a[k]!, next);
    return a[i]! + (at - i) * (next - a[i]!);
  });
}

/** Puts what is no number behind the numbers, as sorting does; gives back how many are before it. */
function endless(a: Float64Array): number {
  let n = a.length;
  for (let i = 0; i < n; ) {
    const value = a[i]!;
    if (!Number.isNaN(value)) i++;
    else {
      n--;
      a[i] = a[n]!;
      a[n] = value;
    }
  }
  return n;
}

/** Moves the k-th smallest of a[low…high] to k, what is smaller before it and what is larger behind. */
function select(a: Float64Array, k: number, low: number, high: number): void {
  while (low < high) {
    const pivot = median(a[low]!, a[(low + high) >>> 1]!, a[high]!);
    let [i, j] = [low, high];
    while (i <= j) {
      while (a[i]! < pivot) i++;
      while (a[j]! > pivot) j--;
      if (i <= j) {
        const kept = a[i]!;
        a[i++] = a[j]!;
        a[j--] = kept;
      }
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else return;
  }
}

function median(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
