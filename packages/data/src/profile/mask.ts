import type { ReadingNote } from '../table/readers/reading.ts';
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

const mail = /[^\s@<>"',;]+@[^\s@<>"',;]+\.[a-z]{2,}/gi;

/** A text with the mail addresses in it masked. */
export function maskMail(text: string): string {
  return text.replace(mail, mask);
}

/** Notes of reading as a report may show them: the lines that they quote, masked where a column holds personal data. */
export function maskNotes(notes: readonly ReadingNote[], columns: readonly ColumnProfile[]): ReadingNote[] {
  const isPersonal = columns.some(({ personal }) => personal !== undefined);
  const shown = (text: string) => (isPersonal ? mask(text) : maskMail(text));
  return notes.map((note) => ({ ...note, items: note.items.map(({ line, text }) => ({ line, text: shown(text) })) }));
}

/** A column as a report may show it: personal data masked, so that the warning does not leak what it warns of. */
export function masked(column: ColumnProfile): ColumnProfile {
  if (column.personal === undefined || column.top === undefined) return column;
  return { ...column, top: column.top.map(({ value, count }) => ({ value: mask(value), count })) };
}

/** A finding with its examples masked where its column holds personal data, and mail addresses wherever they stand. */
export function maskFinding(finding: TableFinding, columns: readonly ColumnProfile[]): TableFinding {
  const column = columns.find(({ name }) => name === finding.column);
  if (column?.personal === undefined) {
    const items = finding.items.map(({ file, reason }) => ({ file: maskMail(file), reason: maskMail(reason) }));
    return { ...finding, message: maskMail(finding.message), items };
  }
  const inQuotes = (text: string) => text.replace(/'([^']*)'/g, (_, inner: string) => `'${mask(inner)}'`);
  return {
    ...finding,
    items: finding.items.map(({ file, reason }) => ({
      file: /^row \d+$/.test(file) || file === finding.column ? file : mask(file),
      reason: inQuotes(reason),
    })),
  };
}
