/** A way of writing a date, in strptime's words, with the cells written so. */
export type DateFormat = { format: string; count: number; example: string };

const patterns: readonly { test: RegExp; format: (cell: string, dayFirst: boolean) => string }[] = [
  { test: /^\d{4}-\d{1,2}-\d{1,2}$/, format: () => '%Y-%m-%d' },
  { test: /^\d{4}\/\d{1,2}\/\d{1,2}$/, format: () => '%Y/%m/%d' },
  { test: /^\d{4}\.\d{1,2}\.\d{1,2}$/, format: () => '%Y.%m.%d' },
  { test: /^\d{1,2}\.\d{1,2}\.\d{4}$/, format: () => '%d.%m.%Y' },
  { test: /^\d{1,2}\/\d{1,2}\/\d{4}$/, format: (_, dayFirst) => (dayFirst ? '%d/%m/%Y' : '%m/%d/%Y') },
  { test: /^\d{1,2}\/\d{1,2}\/\d{2}$/, format: (_, dayFirst) => (dayFirst ? '%d/%m/%y' : '%m/%d/%y') },
  { test: /^\d{1,2}-\d{1,2}-\d{4}$/, format: (_, dayFirst) => (dayFirst ? '%d-%m-%Y' : '%m-%d-%Y') },
  { test: /^\d{1,2}-[A-Za-z]{3}-\d{4}$/, format: () => '%d-%b-%Y' },
  { test: /^\d{1,2}-[A-Za-z]{3}-\d{2}$/, format: () => '%d-%b-%y' },
  { test: /^\d{1,2} [A-Za-z]{3} \d{4}$/, format: () => '%d %b %Y' },
  { test: /^\d{1,2} [A-Za-z]{4,9} \d{4}$/, format: () => '%d %B %Y' },
  { test: /^[A-Za-z]{3} \d{1,2}, \d{4}$/, format: () => '%b %d, %Y' },
  { test: /^[A-Za-z]{4,9} \d{1,2}, \d{4}$/, format: () => '%B %d, %Y' },
];

/**
 * The formats in which a column's dates are written, the most frequent first; empty where fewer than nine tenths of the cells
 * are dates. The month comes first with slashes and dashes, as in America, unless a first number above 12 says otherwise.
 */
export function dateFormats(cells: readonly string[], dayFirst = daysFirst(cells)): DateFormat[] {
  const filled = cells.filter((cell) => cell !== '');
  const formats = new Map<string, DateFormat>();
  let dates = 0;
  for (const cell of filled) {
    const found = patterns.find(({ test }) => test.test(cell.trim()));
    if (!found) continue;
    dates += 1;
    const format = found.format(cell, dayFirst);
    const known = formats.get(format);
    if (known) known.count += 1;
    else formats.set(format, { format, count: 1, example: cell });
  }
  if (dates === 0 || dates < 0.9 * filled.length) return [];
  return [...formats.values()].sort((a, b) => b.count - a.count);
}

/** Whether some date can only be read with the day first, and none only with the month first. */
function daysFirst(cells: readonly string[]): boolean {
  let [day, month] = [0, 0];
  for (const cell of cells) {
    const [, first, second] = cell.match(/^\s*(\d{1,2})[/-](\d{1,2})[/-]\d{2,4}\s*$/) ?? [];
    if (Number(first) > 12) day += 1;
    if (Number(second) > 12) month += 1;
  }
  return day > month;
}
