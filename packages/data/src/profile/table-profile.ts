import { repairCells } from '../repair/dirty/repair-cells.ts';
import { sqlError } from '../table/sql-error.ts';
import type { Table } from '../table/table.ts';
import type { ProfileOptions, TableProfile } from './column-profile.ts';
import { distributions } from './distributions.ts';
import { cellsOf, doctor } from './doctor.ts';
import { personalIn } from './findings/cells/personal-data.ts';
import { masked, maskFinding, maskNotes } from './mask.ts';
import { measureColumns, topValues } from './measure-columns.ts';
import { missingPatterns } from './missing-patterns.ts';
import { sampleRows } from './sample-rows.ts';

/**
 * Looks at a whole table: types, units, ranges, distributions, correlations, and what is wrong with it and how to mend that.
 *
 * @throws {DataError} column-unknown — where there is no such column
 * @example
 * await using table = await openTable('loans.csv');
 * console.log(renderProfile(await profileTable(table, { target: 'defaulted' })));
 */
export async function profileTable(table: Table, options: ProfileOptions = {}): Promise<TableProfile> {
  const { target, split } = options;
  for (const one of [target, split]) if (one !== undefined) table.column(one);
  try {
    return await profiled(table, options);
  } catch (cause) {
    throw sqlError(cause);
  }
}

async function profiled(table: Table, options: ProfileOptions): Promise<TableProfile> {
  const rows = await table.count();
  const measured = await measureColumns(table, rows);
  const cells = cellsOf(table);
  const text = await cells();
  // DuckDB goes through all rows while the first ones are compared here.
  const [{ correlations, outliers }, repairs] = await Promise.all([
    distributions(table, measured),
    Promise.resolve(text).then(repairCells),
  ]);
  const profile: TableProfile = {
    source: table.source,
    format: table.reading.format,
    rows,
    bytes: table.reading.bytes,
    columns: measured.columns,
    correlations,
    missingPatterns: await missingPatterns(table, measured.columns),
    sample: [],
    reading: table.reading.notes,
    findings: [],
  };
  if (options.target !== undefined) {
    profile.target = { column: options.target, classes: await topValues(table, options.target, 100) };
  }
  for (const column of profile.columns) {
    const personal = personalIn(column.name, text.columns[text.names.indexOf(column.name)] ?? []);
    if (personal !== undefined) column.personal = personal;
  }
  profile.sample = sampleRows(text, profile.columns);
  const found = await doctor(table, profile, {
    ...options,
    outliers,
    words: measured.words,
    repeated: measured.repeated,
    cells,
    repairs,
  });
  profile.findings = found.map((finding) => maskFinding(finding, profile.columns));
  profile.reading = maskNotes(profile.reading, profile.columns);
  profile.columns = profile.columns.map(masked);
  return profile;
}
