import { CapitalError } from './errors.ts';

/**
 * Reads CSV with a header (RFC 4180): quoted cells may hold commas, quotes and line breaks. Rows come as header → cell.
 *
 * @throws {CapitalError} bad-input — naming the line: a quote that never ends, a row of another length, a column twice
 * @example parseCsv('a,b\n1,"x, y"') // [{ a: '1', b: 'x, y' }]
 */
export function parseCsv(text: string): Record<string, string>[] {
  const [header, ...rows] = cells(text.replace(/^\uFEFF/, ''));
  if (!header) throw new CapitalError('bad-input', 'Expected a header and rows, received an empty file.');
  const names = header.cells.map((name) => name.trim());
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new CapitalError('bad-input', `The column '${twice}' is there twice.`, { fields: { column: twice } });
  return rows.map((row) => {
    if (row.cells.length !== names.length) {
      throw new CapitalError(
        'bad-input',
        `Line ${row.line}: expected ${names.length} cells as in the header, received ${row.cells.length}.`,
        { fields: { line: row.line } },
      );
    }
    return Object.fromEntries(names.map((name, i) => [name, row.cells[i]!]));
  });
}

/** The columns that a text begins with. @example headerOf('a,b\n1,2') // ['a', 'b'] */
export function headerOf(text: string): string[] {
  const [header] = cells(/^[^\r\n]*/.exec(text.replace(/^\uFEFF/, ''))![0]);
  return header?.cells.map((name) => name.trim()) ?? [];
}

function cells(text: string): { line: number; cells: string[] }[] {
  const rows: { line: number; cells: string[] }[] = [];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|\r|\n|$)/y;
  let row: { line: number; cells: string[] } | undefined;
  let line = 1;
  while (cell.lastIndex < text.length || row) {
    const at = cell.lastIndex;
    const found = cell.exec(text);
    if (!found)
      throw new CapitalError('bad-input', `Line ${line}: a quote is not closed, or stands inside a cell.`, {
        fields: {
          line,
          at,
        },
      });
    const [, raw, end] = found as unknown as [string, string, string]; // as: both groups always match
    row ??= { line, cells: [] };
    row.cells.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    line += raw.split(/\r\n|\r|\n/).length - 1;
    if (end === ',') continue;
    if (row.cells.length > 1 || row.cells[0] !== '') rows.push(row);
    row = undefined;
    line++;
    if (end === '') break;
  }
  return rows;
}

/** Writes CSV with a header; cells that need it are quoted, and what a spreadsheet would run as a formula gets an apostrophe. */
export function writeCsv(
  columns: readonly string[],
  rows: readonly Readonly<Record<string, string | number | undefined>>[],
): string {
  const cell = (value: string | number | undefined): string => {
    if (value === undefined) return '';
    if (typeof value === 'number') return String(value);
    const formula = /^[=+\-@\t\r]/.test(value) && !/^[-+]?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(value);
    const safe = formula ? `'${value}` : value;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return `${[columns.join(','), ...rows.map((row) => columns.map((name) => cell(row[name])).join(','))].join('\n')}\n`;
}
