import { offersFrom, type PriceImport, priceSourceOf, source } from '@capstan/capital';
import type { Context, Flag } from '../commands/contract.ts';
import { CliError } from '../errors.ts';
import { readFile } from '../read-file.ts';
import { oneOf, positiveNumber, text } from './parse.ts';

const { importPrices, PRICE_SOURCES } = source;
const kinds = [...PRICE_SOURCES.keys()];
const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** What the sources of prices want beside their text: one flag a name. */
const options = new Map(
  [...PRICE_SOURCES.values()].flatMap(
    (each) => Object.entries(each.options as Record<string, { help: string; accepts(value: unknown): boolean }>), // as: what the contract says
  ),
);

/** The flags that turn a price list into offers; they follow from the list of sources. */
export const priceFlags: Readonly<Record<string, Flag>> = {
  prices: { type: 'string', value: 'FILE', help: "read prices and print offers for a plan; 'built-in' needs no file" },
  'prices-from': { type: 'string', value: 'KIND', help: `${kinds.join(', ')}; read from the columns` },
  chip: { type: 'string', value: 'NAME', help: 'only prices of this chip' },
  'spot-overhead': { type: 'string', value: 'X', help: 'hours paid over hours of use on spot machines' },
  ...Object.fromEntries(
    [...options].map(([name, { help, accepts }]) => [
      kebab(name),
      accepts(true) ? { type: 'boolean', help } : { type: 'string', value: accepts(0) ? 'X' : 'TEXT', help },
    ]),
  ),
};

/**
 * The offers of a price list as JSON; nothing where none is asked for.
 *
 * @throws {CliError} bad-flag — where a flag's value does not fit
 * @throws {CliError} file-unreadable — {CapitalError}
 */
export function offersAsked(context: Context): string | undefined {
  const file = text(context, 'prices');
  if (file === undefined) return undefined;
  const content = file === 'built-in' ? '' : readFile(file);
  const from = oneOf(context, 'prices-from', kinds) ?? (file === 'built-in' ? 'built-in' : priceSourceOf(content));
  if (from === undefined)
    throw new CliError(
      'bad-flag',
      `${file} has the columns of no price source. Say which it is: --prices-from ${kinds.join(', ')}.`,
      { fields: { file } },
    );
  const known = PRICE_SOURCES.get(from)!; // one of the list
  const given = Object.fromEntries(
    // as: a kind for each option
    Object.entries(known.options as Record<string, { accepts(value: unknown): boolean }>).flatMap(([name, kind]) => {
      const value = kind.accepts(0) ? positiveNumber(context, kebab(name)) : context.flags[kebab(name)];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const needed = known.needs.filter((name) => !(name in given));
  if (needed.length > 0) {
    const flags = needed.map((name) => `--${kebab(name)} TEXT (${options.get(name)?.help})`);
    throw new CliError('bad-flag', `Prices from '${from}' need ${flags.join(' and ')}.`, { fields: { from, needed } });
  }
  const prices = importPrices(content, { from, ...given } as unknown as PriceImport); // as: the source checks its options
  const chip = text(context, 'chip');
  const chosen = prices.filter((price) => chip === undefined || price.chip.toLowerCase() === chip.toLowerCase());
  if (chosen.length === 0)
    throw new CliError(
      'bad-flag',
      `No price of ${chip ?? 'anything'} is in ${file}. There are: ${[...new Set(prices.map((price) => price.chip))].join(', ') || 'none'}.`,
      { fields: { chip } },
    );
  const spotOverhead = positiveNumber(context, 'spot-overhead');
  return `${JSON.stringify(offersFrom(chosen, spotOverhead === undefined ? {} : { spotOverhead }), null, 2)}\n`;
}
