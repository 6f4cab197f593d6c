import {
  DuckDBBlobValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBStructValue,
  type DuckDBValue,
} from '@duckdb/node-api';

/** A cell as a plain JavaScript value: what no double holds to the digit, and dates, are text, dates in ISO 8601. */
export type Plain = null | boolean | number | string | Uint8Array | Plain[] | { [name: string]: Plain };

export function toPlain(value: DuckDBValue): Plain {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') {
    return value;
  }
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (value instanceof DuckDBDecimalValue) return decimal(value);
  if (value instanceof DuckDBBlobValue) return value.bytes;
  if (value instanceof DuckDBListValue) return value.items.map(toPlain);
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([name, entry]) => [name, toPlain(entry)]));
  }
  return String(value);
}

/** A decimal as the double that is written alike, else as its digits. */
function decimal(value: DuckDBDecimalValue): number | string {
  const text = value.toString();
  const number = Number(text);
  const digits = (of: string) => of.replace(/^-?0*|\./g, '').replace(/^0+|0+$/g, '');
  const isSame = !/e/i.test(String(number)) && digits(String(number)) === digits(text);
  return isSame || text.replace(/\D/g, '').length <= 15 ? number : text;
}
