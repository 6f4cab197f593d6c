import { kinds } from '@capstan/base';
import { parseCsv } from '../../../csv.ts';
import { CapitalError } from '../../../errors.ts';
import { type PriceRow, priceRow } from '../price.ts';
import { option, priceSource } from './contract.ts';
import { numberIn } from './number-in.ts';

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

const COLUMNS = ['AcceleratorName', 'AcceleratorCount', 'Region', 'Price', 'SpotPrice'];

export const skypilot = priceSource<'skypilot', SkyPilotFile>({
  kind: 'skypilot',
  about: "A file of SkyPilot's catalog, version 8.",
  options: {
    provider: option(kinds.text, 'the cloud of the file'),
    asOf: option(kinds.text, 'the day it was fetched, YYYY-MM-DD'),
    source: option(kinds.text, 'what to cite'),
    hostPerAccelerator: option(
      kinds.numberFrom(0),
      'USD an hour of the machine around one accelerator that is listed alone',
    ),
    skipFree: option(kinds.boolean, 'leave out rows whose price is 0'),
  },
  needs: ['provider', 'asOf'],
  recognises: (columns) => COLUMNS.every((column) => columns.includes(column)),
  read: importSkyPilot,
});

/**
 * Reads a file of SkyPilot's catalog, version 8: columns by name, in any order; prices are per instance and are divided by its
 * accelerators. Instances without accelerators, and cells without a price, are left out.
 *
 * @throws {CapitalError} bad-input — on a missing column or an accelerator without its host
 * @throws {CapitalError} bad-number — on a price that is none, is 0 or is negative, with its line
 * @example importSkyPilot(await readFile('nebius/vms.csv', 'utf8'), { provider: 'Nebius', asOf: '2026-11-24' })
 */
export function importSkyPilot(text: string, from: SkyPilotFile): PriceRow[] {
  const rows = parseCsv(text);
  for (const column of COLUMNS)
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
