import { z } from 'zod';
import { type Summary, summarise } from '../../../simulate/columns/summary.ts';
import { monthOf, type Simulation } from '../../../simulate/simulate.ts';
import { type Context, NOT_NEGATIVE, SHARE, slug } from '../../build/builder.ts';
import { monthAfter, monthsBetween } from '../../build/months.ts';
import type { PlanDocument } from '../../schema/document.ts';
import { formula, title, yearMonth } from '../../schema/fields.ts';

/** A market counted from below, and how it is adopted (see marketSize and bassShare). */
export const marketSchema = z.strictObject({
  source: title,
  segments: z
    .array(
      z.strictObject({
        name: title,
        /** Who has the problem. */
        accounts: formula,
        /** What one pays a year. */
        value: formula,
        /** The part that the product can serve, and of it the part that will choose it. */
        serviceable: formula,
        obtainable: formula,
      }),
    )
    .min(1)
    .max(50),
  /** Bass's p and q a year, counted from a month. */
  adoption: z.strictObject({ p: formula, q: formula, from: yearMonth }),
});

const SIZES = ['tam', 'sam', 'som'] as const;

/** Lines of the market; a plan's formulas may use market.customers, all that it can win, and market.adopted, those won by then. */
export function marketLines({ builder, plan, money }: Context): void {
  const { market } = plan;
  if (!market) return;
  market.segments.forEach((each, i) => {
    const path = `market.segments[${i}]`;
    const own = `market.${slug(each.name)}`;
    builder.line(`${own}.accounts`, each.accounts, 'customer', `${path}.accounts`, NOT_NEGATIVE);
    builder.line(`${own}.value`, each.value, `${money}/(customer·year)`, `${path}.value`, NOT_NEGATIVE);
    builder.line(`${own}.serviceable`, each.serviceable, '1', `${path}.serviceable`, SHARE);
    builder.line(`${own}.obtainable`, each.obtainable, '1', `${path}.obtainable`, SHARE);
    builder.line(`${own}.tam`, `${own}.accounts * ${own}.value`, `${money}/year`, path);
    builder.line(`${own}.sam`, `${own}.tam * ${own}.serviceable`, `${money}/year`, path);
    builder.line(`${own}.som`, `${own}.sam * ${own}.obtainable`, `${money}/year`, path);
    builder.line(`${own}.customers`, `${own}.accounts * ${own}.serviceable * ${own}.obtainable`, 'customer', path);
  });
  const total = (field: string): string =>
    market.segments.map(({ name }) => `market.${slug(name)}.${field}`).join(' + ');
  for (const size of SIZES) builder.line(`market.${size}`, total(size), `${money}/year`, 'market');
  builder.line('market.customers', total('customers'), 'customer', 'market');
  const { p, q, from } = market.adoption;
  builder.line('market.p', p, '1', 'market.adoption.p', SHARE);
  builder.line('market.q', q, '1', 'market.adoption.q', NOT_NEGATIVE);
  const years = `max(0, month + 1 - ${monthsBetween(plan.start, from)}) / 12`;
  builder.line(
    'market.adopted',
    `market.customers * bass(${years}, market.p, market.q)`,
    'customer',
    'market.adoption',
  );
}

/** Money a year. */
export interface MarketReport {
  readonly source: string;
  readonly segments: readonly {
    readonly name: string;
    readonly tam: Summary;
    readonly sam: Summary;
    readonly som: Summary;
  }[];
  readonly total: { readonly tam: Summary; readonly sam: Summary; readonly som: Summary };
  /** All that can be won. */
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
    tam: at(`market.${part}tam`, 0),
    sam: at(`market.${part}sam`, 0),
    som: at(`market.${part}som`, 0),
  });
  const ends = Array.from({ length: months }, (_, t) => t).filter((t) => (t + 1) % 12 === 0 || t === months - 1);
  return {
    source: market.source,
    segments: market.segments.map(({ name }) => ({ name, ...sizes(`${slug(name)}.`) })),
    total: sizes(''),
    customers: at('market.customers', 0),
    adoption: ends.map((t) => ({
      month: monthAfter(start, t),
      adopted: at('market.adopted', t),
      ours: at('customers', t),
    })),
  };
}
