/** How cells are parted and quoted. */
export type Cutting = { delimiter: string; quote?: string; escaping?: string };

/** A record and where in the text it begins. */
export type CsvRecord = { cells: string[]; at: number };

/** Splits CSV text into records of cells. The last record may be cut. @example csvRecords('a,b\n1,2', ',') */
export function csvRecords(text: string, cutting: string | Cutting, most = Number.POSITIVE_INFINITY): string[][] {
  return recordsAt(text, cutting, most).map(({ cells }) => cells);
}

/** The same, with the place of each. */
export function recordsAt(text: string, cutting: string | Cutting, most = Number.POSITIVE_INFINITY): CsvRecord[] {
  const how = typeof cutting === 'string' ? { delimiter: cutting } : cutting;
  const records: CsvRecord[] = [];
  let at = 0;
  while (at < text.length && records.length < most) {
    const { cells, next } = csvRecord(text, at, how);
    records.push({ cells, at });
    at = next;
  }
  return records;
}

function csvRecord(text: string, start: number, cutting: Cutting): { cells: string[]; next: number } {
  const { delimiter, quote = '"', escaping = quote } = cutting;
  if (delimiter === ' ') return spacedRecord(text, start, cutting);
  const cells: string[] = [];
  let at = start;
  for (;;) {
    let cell = '';
    if (quote !== '' && text[at] === quote) {
      const inner = quoted(text, at, quote, escaping);
      cell = inner.cell;
      if (inner.next >= text.length) return { cells: [...cells, cell], next: text.length };
      at = inner.next;
    }
    let end = at;
    while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end += 1;
    cells.push(cell + text.slice(at, end));
    if (text[end] === delimiter) {
      at = end + 1;
      continue;
    }
    return { cells, next: afterNewline(text, end) };
  }
}

/** A quoted cell, and the place after its closing quote; the end of the text where none closes it. */
function quoted(text: string, start: number, quote: string, escaping: string): { cell: string; next: number } {
  let cell = '';
  let from = start + 1;
  for (let at = from; at < text.length; at++) {
    if (escaping !== quote && text[at] === escaping) {
      cell += text.slice(from, at) + (text[at + 1] ?? '');
      at += 1;
      from = at + 1;
    } else if (text[at] === quote) {
      if (escaping === quote && text[at + 1] === quote) {
        cell += text.slice(from, at + 1);
        at += 1;
        from = at + 1;
      } else return { cell: cell + text.slice(from, at), next: at + 1 };
    }
  }
  return { cell: cell + text.slice(from), next: text.length };
}

/** Cells parted by runs of spaces and tabs; those at the ends of the line part nothing. */
function spacedRecord(text: string, start: number, { quote = '"', escaping = quote }: Cutting) {
  const cells: string[] = [];
  let at = start;
  for (;;) {
    while (text[at] === ' ' || text[at] === '\t') at += 1;
    if (at >= text.length || text[at] === '\n' || text[at] === '\r') return { cells, next: afterNewline(text, at) };
    if (quote !== '' && text[at] === quote) {
      const inner = quoted(text, at, quote, escaping);
      cells.push(inner.cell);
      at = inner.next;
      continue;
    }
    let end = at;
    while (end < text.length && !/[ \t\r\n]/.test(text[end]!)) end += 1;
    cells.push(text.slice(at, end));
    at = end;
  }
}

function afterNewline(text: string, end: number): number {
  return end + (text[end] === '\r' && text[end + 1] === '\n' ? 2 : 1);
}

/** One record as CSV. */
export function csvLine(cells: readonly (string | null)[], delimiter: string, quote = '"', escaping = quote): string {
  return cells
    .map((cell) => {
      if (cell === null) return '';
      const plain = cell !== '' && !cell.includes(quote) && !cell.includes(delimiter) && !/[\r\n]|^\s|\s$/.test(cell);
      if (plain || quote === '') return cell;
      const escaped = escaping === quote ? cell : cell.replaceAll(escaping, escaping + escaping);
      return `${quote}${escaped.replaceAll(quote, escaping + quote)}${quote}`;
    })
    .join(delimiter);
}
