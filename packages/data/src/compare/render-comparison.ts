import { printable } from '@capstan/base';
import type { ColumnProfile } from '../profile/column-profile.ts';
import type { TableComparison } from './comparison.ts';

/**
 * What became of a table, for the terminal: a line for each column with before and after, then what is otherwise.
 *
 * @example console.log(renderComparison(await compareTables(before, after)));
 */
export function renderComparison({ before, after, columns, findings }: TableComparison): string {
  const longest = Math.min(24, Math.max(6, ...columns.map(({ name }) => [...printable(name)].length)));
  const head = ['column', 'type', 'missing', 'distinct', 'mean', 'shift'];
  const rows = columns.map(({ name, before: a, after: b, shift }) => [
    printable(name),
    pair(a, b, ({ type }) => type),
    pair(
      a,
      b,
      ({ missing }, rowsOf) => `${((100 * missing) / Math.max(1, rowsOf)).toFixed(1)} %`,
      before.rows,
      after.rows,
    ),
    pair(a, b, ({ distinct }) => distinct.toLocaleString('en')),
    pair(a, b, meanOf),
    shift === undefined ? '' : shift.toFixed(2),
  ]);
  const widths = head.map((title, c) => Math.max(title.length, ...rows.map((row) => [...row[c]!].length)));
  widths[0] = longest;
  const line = (cells: readonly string[]) => `  ${cells.map((cell, c) => cut(cell, widths[c]!)).join('  ')}`.trimEnd();
  const marks = { error: '✖', warning: '▲', note: '·' };
  return [
    `${printable(before.source)} → ${printable(after.source)}`,
    `${before.rows.toLocaleString('en')} → ${after.rows.toLocaleString('en')} rows`,
    '',
    line(head),
    ...rows.map(line),
    '',
    ...findings.flatMap(({ severity, message, hint, items }) => [
      `${marks[severity]} ${message}. ${hint}.`,
      ...items.slice(0, 3).map(({ file, reason }) => `    ${printable(file)}: ${printable(reason)}`),
    ]),
    ...(findings.length === 0 ? ['✔ nothing changed that matters'] : []),
  ].join('\n');
}

/** `before → after`, or one where they are the same. */
function pair(
  a: ColumnProfile | undefined,
  b: ColumnProfile | undefined,
  of: (column: ColumnProfile, rows: number) => string,
  rows = 0,
  now = 0,
): string {
  const [first, second] = [a ? of(a, rows) : '–', b ? of(b, now) : '–'];
  return first === second ? first : `${first} → ${second}`;
}

function meanOf({ type, numbers }: ColumnProfile): string {
  if (!numbers || type === 'date' || type === 'timestamp') return '';
  return String(Number(numbers.mean.toPrecision(4)));
}

function cut(text: string, width: number): string {
  const characters = [...text];
  return characters.length > width
    ? `${characters.slice(0, width - 1).join('')}…`
    : text + ' '.repeat(width - characters.length);
}
