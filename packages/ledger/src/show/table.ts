import { styleText } from 'node:util';
import { printable } from '@capstan/base';

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

/** How many cells of a terminal a text takes. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const char of text) {
    if (/\p{Mark}|\u200d|\ufe0f/u.test(char)) continue;
    width +=
      /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u.test(
        char,
      )
        ? 2
        : 1;
  }
  return width;
}
