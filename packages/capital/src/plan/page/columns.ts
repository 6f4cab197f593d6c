import { displayWidth } from '@capstan/base';
import type { Table } from './sections/contract.ts';

/** Rows under a header, padded to columns, numbers to the right. @example table({ header: ['month', 'cash'], rows: [['2027-01', '1.2M']], left: 1 }) */
export function table({ header, rows, left, words = [], details }: Table): string {
  const widths = header.map((title, i) => Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[i]!))));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => {
        const space = ' '.repeat(widths[i]! - displayWidth(cell));
        return i < left || words.includes(i) ? cell + space : space + cell;
      })
      .join('  ')
      .trimEnd();
  const below = (i: number): string => (details?.[i] ? `\n${wrapped(details[i], 6).join('\n')}` : '');
  return [line(header), ...rows.map((row, i) => line(row) + below(i))].map((text) => `  ${text}`).join('\n');
}

const WIDTH = 110;

/** Words in lines of a terminal's width. */
export function wrapped(words: string, indent = 0): string[] {
  const lines = [''];
  for (const word of words.split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && indent + line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line) => ' '.repeat(indent) + line);
}
