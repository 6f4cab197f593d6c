import { printable } from '@capstan/base';

/** A cell as a message shows it. */
export function clip(value: string): string {
  const plain = printable(value);
  return plain.length > 60 ? `${plain.slice(0, 59)}…` : plain;
}

/** A column's name as a message shows it. */
export const quoted = (column: string): string => `'${printable(column)}'`;

export const percent = (share: number): string => `${(100 * share).toFixed(share > 0.1 && share < 0.99 ? 0 : 1)} %`;

export const count = (n: number): string => n.toLocaleString('en');

/** A number to four digits. */
export const short = (value: number): string => String(Number(value.toPrecision(4)));
