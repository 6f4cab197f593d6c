import type { ColumnProfile } from './column-profile.ts';
import type { TableFinding } from './finding.ts';

/**
 * A value of which only its shape can be seen: the first character, and letters and digits as dots.
 *
 * @example mask('ada@example.org') // 'a••@•••••••.•••'
 */
export function mask(value: string): string {
  return value.slice(0, 1) + value.slice(1).replace(/[\p{Letter}\p{Number}]/gu, '•');
}

/** A column as a report may show it: personal data masked, so that the warning does not leak what it warns of. */
export function masked(column: ColumnProfile): ColumnProfile {
  if (column.personal === undefined || column.top === undefined) return column;
  return { ...column, top: column.top.map(({ value, count }) => ({ value: mask(value), count })) };
}

/** A finding about a column with personal data, with its examples masked. */
export function maskFinding(finding: TableFinding, columns: readonly ColumnProfile[]): TableFinding {
  const column = columns.find(({ name }) => name === finding.column);
  if (column?.personal === undefined) return finding;
  const inQuotes = (text: string) => text.replace(/'([^']*)'/g, (_, inner: string) => `'${mask(inner)}'`);
  return {
    ...finding,
    items: finding.items.map(({ file, reason }) => ({
      file: /^row \d+$/.test(file) || file === finding.column ? file : mask(file),
      reason: inQuotes(reason),
    })),
  };
}
