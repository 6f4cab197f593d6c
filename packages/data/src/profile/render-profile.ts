import { printable } from '@capstan/base';
import type { ColumnProfile, TableProfile } from './column-profile.ts';

/**
 * A table's profile as text for the terminal: what was put right while it was read, a line for each column, the findings.
 *
 * @example console.log(renderProfile(await profileTable(table)));
 */
export function renderProfile(profile: TableProfile, options: { width?: number } = {}): string {
  const { width = process.stdout.columns ?? 100 } = options;
  const { columns, rows, findings, reading } = profile;
  const longest = Math.min(24, Math.max(6, ...columns.map(({ name }) => [...printable(name)].length)));
  const lines = [
    printable(profile.source),
    `${number(rows)} rows, ${columns.length} columns · ${profile.format} · ${(profile.bytes / 1e6).toFixed(1)} MB`,
    ...reading.map(({ message, hint }) => `▲ ${message}${hint ? `. ${hint}` : ''}.`),
    '',
    `  ${pad('column', longest)} ${pad('type', 9)} ${'missing'.padStart(8)} ${'distinct'.padStart(10)}  values`,
    ...columns.map((column) => {
      const missing = rows === 0 ? '' : `${((100 * column.missing) / rows).toFixed(1)} %`;
      return `  ${pad(printable(column.name), longest)} ${pad(column.unit ? `${column.type} ${column.unit}` : column.type, 9)} ${missing.padStart(8)} ${number(column.distinct).padStart(10)}  ${valuesOf(column)}`;
    }),
    ...gaps(profile),
    '',
    ...findings.flatMap(({ severity, message, hint, items }) => [
      `${{ error: '✖', warning: '▲', note: '·' }[severity]} ${message}. ${hint}.`,
      ...items.slice(0, 2).map(({ file, reason }) => `    ${printable(file)}: ${printable(reason)}`),
    ]),
    ...(findings.length === 0 ? ['✔ nothing wrong was found'] : []),
  ];
  return lines.map((line) => (/^[✖▲·]/.test(line) ? wrap(line, width) : cut(line, width))).join('\n');
}

/** The rows that lack several columns together. */
function gaps({ missingPatterns, rows }: TableProfile): string[] {
  const several = missingPatterns.filter(({ columns }) => columns.length > 1).slice(0, 3);
  if (several.length === 0) return [];
  const complete = missingPatterns.find(({ columns }) => columns.length === 0)?.rows ?? 0;
  return [
    '',
    `  ${number(complete)} of ${number(rows)} rows are complete; missing together:`,
    ...several.map(({ columns, rows: n }) => `  ${number(n).padStart(10)} rows  ${columns.map(printable).join(', ')}`),
  ];
}

function valuesOf({ type, numbers, histogram, top }: ColumnProfile): string {
  if (numbers) {
    const time = type === 'date' || type === 'timestamp';
    const shown = (value: number) => (time ? new Date(value).toISOString().slice(0, 10) : short(value));
    const bars = histogram ? `${sparkline(histogram.counts)} ` : '';
    return `${bars}${shown(numbers.least)} … ${shown(numbers.quartiles[1])} … ${shown(numbers.most)}`;
  }
  return (top ?? []).map(({ value, count }) => `${printable(value)} (${number(count)})`).join(', ');
}

/** Eighths of a character's height by count. */
function sparkline(counts: readonly number[]): string {
  const most = Math.max(1, ...counts);
  return counts
    .filter((_, i) => i % 2 === 0)
    .map((_, i) => {
      const sum = counts[2 * i]! + (counts[2 * i + 1] ?? 0);
      return sum === 0 ? ' ' : '▁▂▃▄▅▆▇█'[Math.min(7, Math.floor((sum / (2 * most)) * 8))];
    })
    .join('');
}

function wrap(line: string, width: number): string {
  const out = [''];
  for (const word of line.split(' ')) {
    const last = out.at(-1)!;
    if (last !== '' && last.length + 1 + word.length > width) out.push(`  ${word}`);
    else out[out.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return out.join('\n');
}

function pad(text: string, length: number): string {
  const characters = [...text];
  return characters.length > length
    ? `${characters.slice(0, length - 1).join('')}…`
    : text + ' '.repeat(length - characters.length);
}

function cut(line: string, width: number): string {
  const characters = [...line];
  return characters.length > width ? `${characters.slice(0, width - 1).join('')}…` : line;
}

function short(value: number): string {
  return String(Number(value.toPrecision(5)));
}

function number(n: number): string {
  return n.toLocaleString('en');
}
