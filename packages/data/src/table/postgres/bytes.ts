import { DataError } from '../../errors.ts';

/** One message of the server: its letter and what follows the length. */
export type Message = { type: string; body: Buffer };

export function int(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeInt32BE(value);
  return out;
}

/** Text and the zero that ends it. */
export function zero(text: string): Buffer {
  if (text.includes('\0')) throw new DataError('sql-invalid', 'text for PostgreSQL holds a zero byte');
  return Buffer.from(`${text}\0`, 'utf8');
}
