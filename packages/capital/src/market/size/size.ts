import { checked } from '../../checked.ts';
import { CapitalError } from '../../errors.ts';
import { bassShare } from './bass.ts';

/** Customers of one kind, counted from below. */
export interface Segment {
  name: string;
  /** Companies, or people, that have the problem. */
  accounts: number;
  /** What one pays a year. */
  annualValue: number;
  /** The part that the product could serve: language, region, law, fit. */
  serviceable: number;
  /** The part of those that would choose it once all have decided. */
  obtainable: number;
}

export interface MarketSize {
  /** Money a year: accounts × annual value. */
  tam: number;
  sam: number;
  som: number;
  segments: { name: string; tam: number; sam: number; som: number; customers: number }[];
}

/**
 * Total, serviceable and obtainable market, bottom-up.
 *
 * @throws {CapitalError} bad-number — on negative prices or counts and shares outside 0 to 1
 * @throws {CapitalError} bad-input — without segments
 * @example marketSize([{ name: 'clinics', accounts: 12_000, annualValue: 6_000, serviceable: 0.4, obtainable: 0.1 }]).som // 2,880,000
 */
export function marketSize(segments: readonly Segment[]): MarketSize {
  if (segments.length === 0) throw new CapitalError('bad-input', 'Expected at least one segment, received none.');
  const rows = segments.map(({ name, accounts, annualValue, serviceable, obtainable }) => {
    checked(`accounts of ${name}`, accounts, { least: 0 });
    checked(`annualValue of ${name}`, annualValue, { least: 0 });
    checked(`serviceable of ${name}`, serviceable, { least: 0, most: 1 });
    checked(`obtainable of ${name}`, obtainable, { least: 0, most: 1 });
    const tam = accounts * annualValue;
    return {
      name,
      tam,
      sam: tam * serviceable,
      som: tam * serviceable * obtainable,
      customers: accounts * serviceable * obtainable,
    };
  });
  const total = (key: 'tam' | 'sam' | 'som') => rows.reduce((sum, row) => sum + row[key], 0);
  return { tam: total('tam'), sam: total('sam'), som: total('som'), segments: rows };
}

/**
 * Customers of all segments at the end of each month, adopted as Bass has it in years.
 *
 * @throws {CapitalError} what `marketSize` throws
 * @throws {CapitalError} what `bassShare` throws
 * @example customersByMonth(segments, { p: 0.03, q: 0.38 }, 36)
 */
export function customersByMonth(
  segments: readonly Segment[],
  bass: { p: number; q: number },
  months: number,
): number[] {
  const all = marketSize(segments).segments.reduce((sum, { customers }) => sum + customers, 0);
  checked('months', months, { least: 1, whole: true });
  return Array.from({ length: months }, (_, month) => all * bassShare(bass, (month + 1) / 12));
}
