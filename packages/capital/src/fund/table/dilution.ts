import type { Rational } from '../exact/rational.ts';
import { type PricedRound, pricedRound } from '../round/priced-round.ts';
import type { RoundTerms } from '../round/terms.ts';
import { type CapTable, owned } from './cap-table.ts';

export interface Dilution {
  rounds: PricedRound[];
  /** Of each holder, before and after every round, fully diluted. */
  ownership: { holder: string; fractions: Rational[] }[];
}

/**
 * What a row of rounds does to everyone.
 *
 * @throws {CapitalError} what `pricedRound` throws
 * @example dilution(table, [seed, seriesA, seriesB]).ownership.find(({ holder }) => holder === 'founders')?.fractions.map(Number)
 */
export function dilution(table: CapTable, terms: readonly RoundTerms[]): Dilution {
  const rounds: PricedRound[] = [];
  const tables = [table];
  for (const round of terms) {
    const done = pricedRound(tables.at(-1)!, round);
    rounds.push(done);
    tables.push(done.table);
  }
  const last = tables.at(-1)!;
  const holders = new Set([...last.holdings, ...last.grants].map(({ holder }) => holder).concat('pool'));
  return {
    rounds,
    ownership: [...holders].map((holder) => ({ holder, fractions: tables.map((each) => owned(each, holder)) })),
  };
}
