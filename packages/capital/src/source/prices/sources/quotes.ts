import { expected, jsonFault, readBySchema, shown } from '@capstan/base';
import { z } from 'zod';
import { parseCsv } from '../../../csv.ts';
import { confidences } from '../../../distribution/assumption.ts';
import { CapitalError } from '../../../errors.ts';
import { type PriceRow, priceRow, terms } from '../price.ts';
import { priceSource } from './contract.ts';

/** A quote of one's own, as a row. */
export const quoteSchema = z.strictObject({
  chip: z.string(),
  provider: z.string(),
  region: z.string().default(''),
  terms: z.enum(terms),
  value: z.union(
    [
      z.number(),
      z
        .string()
        .regex(/^\s*[-+]?\d[\d_]*(\.\d+)?(e[-+]?\d+)?\s*$/i)
        .transform((text) => Number(text.replaceAll('_', ''))),
    ],
    {
      error: ({ input }) =>
        input === '' ? 'Expected a price such as 1.9, received an empty cell.' : expected('a price such as 1.9', input),
    },
  ),
  unit: z.string(),
  asOf: z.iso.date(),
  source: z.string().min(1),
  confidence: z.enum(confidences).default('contract'),
});

export const quotes = priceSource({
  kind: 'quotes',
  about:
    "Quotes of one's own: CSV with the columns chip, provider, terms, value, unit, asOf, source, or the same as JSON.",
  options: {},
  needs: [],
  recognises: (columns) => ['chip', 'provider', 'terms', 'value', 'unit'].every((column) => columns.includes(column)),
  read: importQuotes,
});

/**
 * Reads quotes of one's own: JSON (an array of rows), or CSV with the same names as columns.
 *
 * @throws {CapitalError} bad-input — naming row and field
 * @throws {CapitalError} bad-number, unit-mismatch — where a figure is negative, endless or none where it may not be, or units do not go together
 * @example importQuotes('chip,provider,terms,value,unit,asOf,source\nH100,Nebius,reserved-1y,1.9,USD/(GPU·h),2026-11-01,offer 812')
 */
export function importQuotes(text: string): PriceRow[] {
  let rows: unknown;
  if (/^\s*[[{]/.test(text)) {
    try {
      rows = JSON.parse(text);
    } catch (error) {
      throw new CapitalError('bad-input', `The quotes are no JSON: ${jsonFault(text)}.`, {
        cause: error,
      });
    }
  } else rows = parseCsv(text);
  if (!Array.isArray(rows))
    throw new CapitalError('bad-input', `Quotes: Expected a list of rows, received ${shown(rows)}.`);
  return rows.map((row, i) =>
    priceRow(
      readBySchema(quoteSchema, row, (faults) => {
        const text = faults.map(({ path, message }) => `row ${i + 1}, ${path || 'fields'}: ${message}`).join(' ');
        return new CapitalError('bad-input', `Quotes: ${text}`, { fields: { row: i + 1, faults } });
      }),
    ),
  );
}
