import { exp } from '@capstan/base';

/** Ruin by each month, and what it rests on. */
export interface Ruin {
  /** P(cash has been gone by the end of month i). */
  readonly byMonth: Float64Array;
  /** Its standard error, from the number of paths. */
  readonly error: Float64Array;
}

/**
 * The probability of having run out of cash by the end of every month. Cash is known at the ends of months only; between two
 * ends a > 0 and b > 0 a Brownian bridge of the month's `noise` has touched 0 with probability e^(−2ab/noise²), which is added,
 * since month-ends alone count too few ruins. With noise 0 month-ends decide.
 *
 * @example ruinByMonth({ cash, opening, noise, paths: 10_000 }).byMonth[11]
 */
export function ruinByMonth({
  cash,
  opening,
  noise,
  paths,
}: {
  /** Months × paths. */
  cash: Float64Array;
  /** For each path. */
  opening: Float64Array;
  /** Deviation of a month's cash flow within the month, for each path, or months × paths where it changes. */
  noise: Float64Array;
  paths: number;
}): Ruin {
  const months = cash.length / paths;
  if (!hasPositive(noise)) return ruinAtMonthEnds({ cash, opening, paths });
  const alive = new Float64Array(paths).fill(1);
  const byMonth = new Float64Array(months);
  const error = new Float64Array(months);
  for (let t = 0; t < months; t++) {
    let sum = 0;
    let squares = 0;
    const row = noise.length === paths ? 0 : t * paths;
    for (let p = 0; p < paths; p++) {
      if (alive[p] !== 0) {
        const from = t === 0 ? opening[p]! : cash[(t - 1) * paths + p]!;
        const to = cash[t * paths + p]!;
        const sigma = noise[row + p]!;
        if (!(from > 0 && to > 0)) alive[p] = 0;
        else if (sigma > 0) {
          const exponent = (2 * from * to) / (sigma * sigma);
          if (exponent < 40) alive[p]! *= 1 - exp(-exponent);
        }
      }
      const ruined = 1 - alive[p]!;
      sum += ruined;
      squares += ruined * ruined;
    }
    byMonth[t] = sum / paths;
    error[t] = Math.sqrt(Math.max(0, squares / paths - (sum / paths) ** 2) / paths);
  }
  return { byMonth, error };
}

function hasPositive(column: Float64Array): boolean {
  for (let i = 0; i < column.length; i++) if (column[i]! > 0) return true;
  return false;
}

/** Paths are ruined whole, at a month's end. */
function ruinAtMonthEnds({ cash, opening, paths }: { cash: Float64Array; opening: Float64Array; paths: number }): Ruin {
  const months = cash.length / paths;
  const byMonth = new Float64Array(months);
  const error = new Float64Array(months);
  const gone = new Uint8Array(paths);
  for (let p = 0; p < paths; p++) gone[p] = Number(!(opening[p]! > 0));
  for (let t = 0; t < months; t++) {
    const base = t * paths;
    let count = 0;
    for (let p = 0; p < paths; p++) {
      // No branch: ruin comes too unevenly to be foreseen by a processor.
      const now = gone[p]! | Number(!(cash[base + p]! > 0));
      gone[p] = now;
      count += now;
    }
    const share = count / paths;
    byMonth[t] = share;
    error[t] = Math.sqrt(Math.max(0, share - share ** 2) / paths);
  }
  return { byMonth, error };
}

/** The first month (from 0) by whose end ruin is at least `probability`, or undefined. @example ruinMonth(ruin, 0.5) */
export function ruinMonth({ byMonth }: Ruin, probability: number): number | undefined {
  const month = byMonth.findIndex((value) => value >= probability);
  return month < 0 ? undefined : month;
}
