import { kinds } from '@capstan/base';
import { parseCsv } from '../../../csv.ts';
import { CapitalError } from '../../../errors.ts';
import { type PriceRow, priceRow } from '../price.ts';
import { option, priceSource } from './contract.ts';
import { numberIn } from './number-in.ts';

/** Whose catalog it is. */
export interface GpuhuntFile {
  readonly provider: string;
  /** The day it was fetched, YYYY-MM-DD: the file has none. */
  readonly asOf: string;
  readonly source?: string;
}

const COLUMNS = ['instance_name', 'location', 'price', 'gpu_count', 'gpu_name', 'spot'];

export const gpuhunt = priceSource<'gpuhunt', GpuhuntFile>({
  kind: 'gpuhunt',
  about: "A file of dstack's catalog (gpuhunt).",
  options: {
    provider: option(kinds.text, 'the cloud of the file'),
    asOf: option(kinds.text, 'the day it was fetched, YYYY-MM-DD'),
    source: option(kinds.text, 'what to cite'),
  },
  needs: ['provider', 'asOf'],
  recognises: (columns) => COLUMNS.every((column) => columns.includes(column)),
  read: importGpuhunt,
});

/** Prices an hour of an instance, its GPUs among it; instances without GPUs are left out. */
function importGpuhunt(text: string, { provider, asOf, source = 'dstack gpuhunt' }: GpuhuntFile): PriceRow[] {
  const rows = parseCsv(text);
  const missing = COLUMNS.find((column) => rows[0] && !(column in rows[0]));
  if (missing !== undefined)
    throw new CapitalError('bad-input', `The column ${missing} is missing: expected a file of dstack's catalog.`, {
      fields: { column: missing },
    });
  return rows.flatMap((row, i) => {
    const where = `row ${i + 1} (${row.instance_name})`;
    const count = numberIn(row.gpu_count, `${where}: gpu_count`) ?? 0;
    const price = numberIn(row.price, `${where}: price`);
    if (count === 0 || price === undefined) return [];
    if (!row.gpu_name?.trim())
      throw new CapitalError('bad-input', `${where}: expected the GPU's name, received none.`, { fields: { where } });
    const spot = /^(true|1)$/i.test(row.spot?.trim() ?? '');
    return [
      priceRow({
        chip: row.gpu_name.trim(),
        provider,
        region: row.location ?? '',
        terms: spot ? 'spot' : 'on-demand',
        value: price / count,
        unit: 'USD/(GPU·h)',
        asOf,
        source,
        confidence: 'published',
      }),
    ];
  });
}
