import { styleText } from 'node:util';
import { displayWidth, printable } from '@capstan/base';

/** A column of a terminal table. */
export interface Column {
  title: string;
  align?: 'left' | 'right';
}

/**
 * Lays rows out in columns for a terminal; control characters are taken out and wide characters counted as two.
 *
 * @example
 * renderTable([{ title: 'class' }, { title: 'F1', align: 'right' }], [['cat', '0.98']])
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { color = false } = {},
): string {
  const cells = [columns.map((column) => column.title), ...rows].map((row) => row.map(printable));
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => displayWidth(row[i] ?? ''))));
  return cells
    .map((row, line) => {
      const padded = columns.map((column, i) => {
        const cell = row[i] ?? '';
        const space = ' '.repeat(widths[i]! - displayWidth(cell));
        return column.align === 'right' ? space + cell : cell + space;
      });
      const text = padded.join('  ').trimEnd();
      return color && line === 0 ? styleText('dim', text, { validateStream: false }) : text;
    })
    .join('\n');
}
