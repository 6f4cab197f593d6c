import { printable } from './printable.ts';

/**
 * A value as a message shows it: short, without control characters, texts in quotes.
 *
 * @example shown('a\u001b[31m') // "'a\\x1b[31m'"
 */
export function shown(value: unknown, limit = 80): string {
  const text = printable(inWords(value));
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}

function inWords(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return value.name ? `function ${value.name}` : 'a function';
  if (Array.isArray(value)) return `[${value.slice(0, 20).map(inWords).join(', ')}${value.length > 20 ? ', …' : ''}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const type: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  if (typeof type === 'string' && type !== 'Object') return type;
  const entries = Object.entries(value).slice(0, 8);
  return `{ ${entries.map(([name, each]) => `${name}: ${typeof each === 'object' && each !== null ? '…' : inWords(each)}`).join(', ')} }`;
}
