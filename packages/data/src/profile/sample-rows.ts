import type { TextTable } from '../repair/dirty/text-table.ts';
import type { ColumnProfile, TableProfile } from './column-profile.ts';
import { mask, maskMail } from './mask.ts';

/** Rows that are shown. */
const most = 8;

/**
 * Some rows of those that were read as text, at even distances, to see what the table is like. Columns of personal data are
 * masked, and mail addresses wherever they stand.
 */
export function sampleRows(
  { names, columns }: TextTable,
  profiles: readonly Pick<ColumnProfile, 'name' | 'personal'>[],
): TableProfile['sample'] {
  const rows = columns[0]?.length ?? 0;
  const personal = new Set(profiles.filter((one) => one.personal !== undefined).map((one) => one.name));
  return Array.from({ length: Math.min(most, rows) }, (_, i) => {
    const row = rows <= most ? i : Math.floor((i * rows) / most);
    const cells = names.map((one, c) => {
      const cell = columns[c]![row]!;
      if (cell === '') return null;
      return personal.has(one) ? mask(cell) : maskMail(cell);
    });
    return { row, cells };
  });
}
