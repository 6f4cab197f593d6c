import { nearest } from '@capstan/base';
import { headerOf } from '../../csv.ts';
import { CapitalError } from '../../errors.ts';
import type { PriceRow } from './price.ts';
import type { PriceSource } from './sources/contract.ts';
import * as sources from './sources/index.ts';

type Sources = typeof sources;

/** Where prices can come from. */
export type PriceSourceKind = Sources[keyof Sources]['kind'];

/** Of which source a text is, and what that does not say itself. */
export type PriceImport = {
  [N in keyof Sources]: { readonly from: Sources[N]['kind'] } & Parameters<Sources[N]['read']>[1];
}[keyof Sources];

/** Every source of prices, by its kind. */
export const PRICE_SOURCES: ReadonlyMap<string, PriceSource> = new Map(
  Object.values(sources).map((source) => [source.kind, source as unknown as PriceSource]), // as: its options are checked when it is read
);

/**
 * Reads prices from a file of any source that is known: a catalog, or quotes of one's own.
 *
 * @throws {CapitalError} bad-input — on a source that is not known, or as the source says
 * @throws {CapitalError} bad-number, unknown-option, wrong-option — where a figure is negative, endless or none where it may not be, there is no such option, or an option is of another kind
 * @example importPrices(await readFile('nebius/vms.csv', 'utf8'), { from: 'skypilot', provider: 'Nebius', asOf: '2026-11-24' })
 */
export function importPrices(text: string, { from, ...options }: PriceImport): PriceRow[] {
  const source = PRICE_SOURCES.get(from);
  if (source) return source.prices(text, options);
  const known = [...PRICE_SOURCES.keys()];
  const meant = nearest(String(from), known);
  throw new CapitalError('bad-input', `There is no price source '${from}'. There are: ${known.join(', ')}.`, {
    fields: { from },
    hint: meant === undefined ? undefined : `Did you mean '${meant}'?`,
  });
}

/** The source that a text looks to be of; nothing where none does. @example priceSourceOf('chip,provider,terms,value,unit\n') // 'quotes' */
export function priceSourceOf(text: string): PriceSourceKind | undefined {
  if (/^\s*[[{]/.test(text)) return 'quotes';
  const columns = headerOf(text);
  return Object.values(sources).find((source) => source.recognises(columns))?.kind;
}
