/** Splits CSV text into records of cells; quotes are `"`, doubled inside. The last record may be cut. */
export function csvRecords(text: string, delimiter: string, most = Number.POSITIVE_INFINITY): string[][] {
  const records: string[][] = [];
  let at = 0;
  while (at < text.length && records.length < most) {
    const { cells, next } = csvRecord(text, at, delimiter);
    records.push(cells);
    at = next;
  }
  return records;
}

function csvRecord(text: string, start: number, delimiter: string): { cells: string[]; next: number } {
  const cells: string[] = [];
  let at = start;
  for (;;) {
    let cell = '';
    if (text[at] === '"') {
      let end = at + 1;
      for (;;) {
        const quote = text.indexOf('"', end);
        if (quote < 0) {
          cell += text.slice(at + 1);
          return { cells: [...cells, cell], next: text.length };
        }
        if (text[quote + 1] !== '"') {
          cell += text.slice(at + 1, quote).replaceAll('""', '"');
          at = quote + 1;
          break;
        }
        end = quote + 2;
      }
    }
    let end = at;
    while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end += 1;
    cells.push(cell + text.slice(at, end));
    if (text[end] === delimiter) {
      at = end + 1;
      continue;
    }
    return { cells, next: end + (text[end] === '\r' && text[end + 1] === '\n' ? 2 : 1) };
  }
}

/** One record as CSV. */
export function csvLine(cells: readonly (string | null)[], delimiter: string): string {
  return cells
    .map((cell) => {
      if (cell === null) return '';
      const plain = cell !== '' && !cell.includes('"') && !cell.includes(delimiter) && !/[\r\n]|^\s|\s$/.test(cell);
      return plain ? cell : `"${cell.replaceAll('"', '""')}"`;
    })
    .join(delimiter);
}
