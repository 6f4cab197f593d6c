import { numberText } from '../numbers/number-text.ts';
import { columnType } from './column-type.ts';
import { cellType } from './values.ts';

/**
 * Whether a line names columns. Names are text, filled and unlike, or years in their order; under a header some column holds
 * other things than text, or none repeats its name.
 */
export function looksLikeHeader(top: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const plain = top.filter((cell) => cell.trim() !== '');
  const values = plain.filter(isValue);
  if (plain.length === 0 || values.length === plain.length) return false;
  if (values.length > 0 && !areYears(values, top, rows)) return false;
  if (plain.some((cell) => cell.length > 100)) return false;
  if (rows.length === 0) return true;
  const types = top.map((_, c) => columnType(rows, c));
  if (types.some((type) => type !== 'VARCHAR')) return true;
  // All text: values of a category come again in the first lines, names do not. A header repeated further down is rare.
  const repeats = top.filter(
    (cell, c) => rows.filter((row) => row[c] === cell).length > Math.max(2, rows.length / 1000),
  );
  return repeats.length === 0 && new Set(plain).size === plain.length;
}

function isValue(cell: string): boolean {
  const plain = cell.trim();
  return (
    cellType(plain) !== 'VARCHAR' || [numberText(plain, '.'), numberText(plain, ',')].some((one) => one?.unit === '')
  );
}

/** `country,2019,2020`: years in a row, over columns that hold no years. */
function areYears(values: readonly string[], top: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const years = values.map(Number);
  const isYear = (year: number) => Number.isInteger(year) && year >= 1800 && year <= 2200;
  const steps = new Set(years.slice(1).map((year, i) => year - years[i]!));
  if (!years.every(isYear) || steps.size > 1 || steps.has(0)) return false;
  const below = top.flatMap((cell, c) => (isValue(cell) ? rows.map((row) => Number(row[c])) : []));
  return rows.length > 0 && below.filter(isYear).length < below.length / 2;
}
