import { type Summary, summarise } from '../../../simulate/columns/summary.ts';
import { monthOf, type Simulation } from '../../../simulate/simulate.ts';
import { monthAfter } from '../../build/months.ts';
import { slug } from '../../build/slug.ts';
import type { PlanDocument } from '../../schema/document.ts';

const SIZES = ['tam', 'sam', 'som'] as const;

/** Money a year; sizes are of the plan's last month. */
export interface MarketReport {
  readonly source: string;
  readonly segments: readonly {
    readonly name: string;
    readonly tam: Summary;
    readonly sam: Summary;
    readonly som: Summary;
  }[];
  readonly total: { readonly tam: Summary; readonly sam: Summary; readonly som: Summary };
  /** All that can be won in the plan's last month. */
  readonly customers: Summary;
  readonly adoption: readonly { readonly month: string; readonly adopted: Summary; readonly ours: Summary }[];
}

/** The lines that marketReport reads. */
export function marketOutputs({ market }: PlanDocument): string[] {
  if (!market) return [];
  const named = ['', ...market.segments.map(({ name }) => `${slug(name)}.`)];
  return [
    ...named.flatMap((part) => SIZES.map((size) => `market.${part}${size}`)),
    'market.customers',
    'market.adopted',
  ];
}

/** The market's size and its adoption at the end of every year, beside the plan's own customers. */
export function marketReport(simulation: Simulation, document: PlanDocument): MarketReport | undefined {
  const { market, start, months } = document;
  if (!market) return undefined;
  const at = (line: string, month: number): Summary => summarise(monthOf(simulation, line, month));
  const sizes = (part: string) => ({
    tam: at(`market.${part}tam`, months - 1),
    sam: at(`market.${part}sam`, months - 1),
    som: at(`market.${part}som`, months - 1),
  });
  const ends = Array.from({ length: months }, (_, t) => t).filter((t) => (t + 1) % 12 === 0 || t === months - 1);
  return {
    source: market.source,
    segments: market.segments.map(({ name }) => ({ name, ...sizes(`${slug(name)}.`) })),
    total: sizes(''),
    customers: at('market.customers', months - 1),
    adoption: ends.map((t) => ({
      month: monthAfter(start, t),
      adopted: at('market.adopted', t),
      ours: at('customers', t),
    })),
  };
}
