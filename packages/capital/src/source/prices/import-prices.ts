import { readBySchema, shown } from '@capstan/base';
import { z } from 'zod';
import { confidences } from '../../distribution/assumption.ts';
import { CapitalError } from '../../errors.ts';
import { parseCsv } from './csv.ts';
import { type PriceRow, priceRow, terms } from './price.ts';

/** Whose catalog it is, and what it does not say. */
export interface SkyPilotFile {
  /** The cloud of the file. */
  readonly provider: string;
  /** The day it was fetched, YYYY-MM-DD: the file has none. */
  readonly asOf: string;
  readonly source?: string;
  /** USD an hour of the machine around one accelerator, where the file lists accelerators by themselves. */
  readonly hostPerAccelerator?: number;
  /** Leaves rows out whose price is 0; without it they are an error. */
  readonly skipFree?: boolean;
}

/**
 * Reads a file of SkyPilot's catalog, version 8: columns by name, in any order; prices are per instance and are divided by its
 * accelerators. Instances without accelerators, and cells without a price, are left out.
 *
 * @throws CapitalError 'bad-input' on a missing column or an accelerator without its host, 'bad-number' on a price that is none, is 0
 *   or is negative, with its line.
 * @example importSkyPilot(await readFile('nebius/vms.csv', 'utf8'), { provider: 'Nebius', asOf: '2026-11-24' })
 */
export function importSkyPilot(text: string, from: SkyPilotFile): PriceRow[] {
  const rows = parseCsv(text);
  for (const column of ['AcceleratorName', 'AcceleratorCount', 'Region', 'Price', 'SpotPrice'])
    if (rows[0] && !(column in rows[0])) {
      throw new CapitalError(
        'bad-input',
        `The column ${column} is missing: expected SkyPilot's catalog, version 8, received ${Object.keys(rows[0]).join(', ')}.`,
        { fields: { column } },
      );
    }
  return rows.flatMap((row, i) => {
    if (!row.AcceleratorName?.trim()) return [];
    const where = `row ${i + 1} (${row.InstanceType ?? row.AcceleratorName})`;
    const count = numberIn(row.AcceleratorCount, `${where}: AcceleratorCount`);
    if (!count)
      throw new CapitalError('bad-number', `${where}: expected accelerators, received ${row.AcceleratorCount}.`);
    // Some clouds list an accelerator by itself, without the machine that it is put into.
    const alone = 'InstanceType' in row && !row.InstanceType?.trim();
    if (alone && from.hostPerAccelerator === undefined && (row.Price?.trim() || row.SpotPrice?.trim()))
      throw new CapitalError(
        'bad-input',
        `${where}: the price is of the accelerator alone, its host is billed apart. Say what the host costs for each, hostPerAccelerator: 0.46 USD an hour.`,
        { fields: { where } },
      );
    const make = (kind: 'on-demand' | 'spot', cell: string | undefined): PriceRow[] => {
      const column = kind === 'spot' ? 'SpotPrice' : 'Price';
      const price = numberIn(cell, `${where}: ${column}`);
      if (price === undefined) return [];
      if (price === 0) {
        if (from.skipFree) return [];
        throw new CapitalError(
          'bad-number',
          `${where}: ${column} is 0, which is no price: a free machine would win every plan. Correct the row, or leave such rows out with skipFree: true.`,
          { fields: { where, column } },
        );
      }
      return [
        priceRow({
          chip: row.AcceleratorName!.trim(),
          provider: from.provider,
          region: row.Region ?? '',
          terms: kind,
          value: price / count + (alone ? (from.hostPerAccelerator ?? 0) : 0),
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
      fields: {
        where,
        text,
      },
    });
  return value;
}

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
        `Expected a price such as 1.9, received ${input === '' ? 'an empty cell' : (JSON.stringify(input) ?? 'nothing')}.`,
    },
  ),
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
      throw new CapitalError('bad-input', `The quotes are no JSON: ${error instanceof Error ? error.message : error}`, {
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
