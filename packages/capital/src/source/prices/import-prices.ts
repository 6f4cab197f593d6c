import { z } from 'zod';
import { confidences } from '../../distribution/assumption.ts';
import { CapitalError } from '../../errors.ts';
import { parseCsv } from './csv.ts';
import { type PriceRow, priceRow, terms } from './price.ts';

/**
 * Reads a file of SkyPilot's catalog, version 8: columns by name, in any order; prices are per instance and are divided by its
 * accelerators. Instances without accelerators, and cells without a price, are left out.
 *
 * @param from.provider the cloud of the file
 * @param from.asOf the day it was fetched, YYYY-MM-DD: the file has none
 * @throws CapitalError 'bad-input' on a missing column, 'bad-number' on a price that is none or is negative, with its line.
 * @example importSkyPilot(await readFile('nebius/vms.csv', 'utf8'), { provider: 'Nebius', asOf: '2026-11-24' })
 */
export function importSkyPilot(text: string, from: { provider: string; asOf: string; source?: string }): PriceRow[] {
  const rows = parseCsv(text);
  for (const column of ['AcceleratorName', 'AcceleratorCount', 'Region', 'Price', 'SpotPrice'])
    if (rows[0] && !(column in rows[0])) {
      throw new CapitalError(
        'bad-input',
        `The column ${column} is missing: expected SkyPilot's catalog, version 8, received ${Object.keys(rows[0]).join(', ')}.`,
        { column },
      );
    }
  return rows.flatMap((row, i) => {
    if (!row.AcceleratorName?.trim()) return [];
    const where = `row ${i + 1} (${row.InstanceType ?? row.AcceleratorName})`;
    const count = numberIn(row.AcceleratorCount, `${where}: AcceleratorCount`);
    if (!count)
      throw new CapitalError('bad-number', `${where}: expected accelerators, received ${row.AcceleratorCount}.`);
    const make = (kind: 'on-demand' | 'spot', cell: string | undefined): PriceRow[] => {
      const price = numberIn(cell, `${where}: ${kind === 'spot' ? 'SpotPrice' : 'Price'}`);
      if (price === undefined) return [];
      return [
        priceRow({
          chip: row.AcceleratorName!.trim(),
          provider: from.provider,
          region: row.Region ?? '',
          terms: kind,
          value: price / count,
          unit: 'USD/(GPU·h)',
          asOf: from.asOf,
          source: from.source ?? 'SkyPilot catalog v8',
          confidence: 'published',
        }),
      ];
    };
    return [...make('on-demand', row.Price), ...make('spot', row.SpotPrice)];
  });
}

function numberIn(cell: string | undefined, where: string): number | undefined {
  const text = cell?.trim() ?? '';
  if (text === '' || /^nan$/i.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0)
    throw new CapitalError('bad-number', `${where}: expected a number of at least 0, received '${text}'.`, {
      where,
      text,
    });
  return value;
}

const quote = z.strictObject({
  chip: z.string(),
  provider: z.string(),
  region: z.string().default(''),
  terms: z.enum(terms),
  value: z.coerce.number(),
  unit: z.string(),
  asOf: z.iso.date(),
  source: z.string().min(1),
  confidence: z.enum(confidences).default('contract'),
});

/**
 * Reads quotes of one's own: JSON (an array of rows), or CSV with the same names as columns.
 *
 * @throws CapitalError 'bad-input' naming row and field, 'bad-number', 'unit-mismatch'.
 * @example importQuotes('chip,provider,terms,value,unit,asOf,source\nH100,Nebius,reserved-1y,1.9,USD/(GPU·h),2026-11-01,offer 812')
 */
export function importQuotes(text: string): PriceRow[] {
  let rows: unknown;
  if (/^\s*[[{]/.test(text)) {
    try {
      rows = JSON.parse(text);
    } catch (error) {
      throw new CapitalError(
        'bad-input',
        `The quotes are no JSON: ${(error as SyntaxError).message}`,
        {},
        { cause: error },
      );
    }
  } else rows = parseCsv(text);
  const read = z.array(quote).safeParse(rows);
  if (!read.success)
    throw new CapitalError('bad-input', `Quotes: ${z.prettifyError(read.error)}`, { issues: read.error.issues });
  return read.data.map(priceRow);
}
