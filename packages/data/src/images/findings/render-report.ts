import { stripVTControlCharacters, styleText } from 'node:util';
import { printable } from '@capstan/base';

import type { Finding } from './finding.ts';
import type { DataReport, Range } from './report.ts';

type Style = Parameters<typeof styleText>[0];

const mark: Record<Finding['severity'], [sign: string, style: Style]> = {
  error: ['✖', 'red'],
  warning: ['▲', 'yellow'],
  note: ['·', 'dim'],
};

/** Rows and files shown before the rest is only counted. */
const mostClasses = 40;
const mostFiles = 3;

/**
 * The report as a table for the terminal; names from outside cannot write escape codes into it.
 *
 * @param options.color default: whether standard output takes it
 * @param options.width of the terminal, in characters
 * @example console.log(renderReport(report(data)));
 */
export function renderReport(report: DataReport, options: { color?: boolean; width?: number } = {}): string {
  const { color = process.stdout.isTTY && process.stdout.hasColors?.(), width = process.stdout.columns ?? 100 } =
    options;
  const paint = (style: Style, text: string) => (color ? styleText(style, text, { validateStream: false }) : text);
  const { images, preprocessing, splits } = report;
  const { height, width: across } = images;
  const total = splits.train + splits.validation + splits.test;
  const [h, w] = preprocessing.size;
  const formats = Object.entries(images.formats).map(([format, count]) => `${number(count)} ${format.toUpperCase()}`);
  const lines = [
    paint('bold', printable(report.root)),
    `${number(report.found)} pictures found, ${number(report.setAside)} set aside · ${formats.join(', ')} · ${size(images.bytes)}`,
    `${span(across, height)} pixels → ${h} × ${w}, ${preprocessing.channels === 1 ? 'grey' : 'colour'}, mean ${decimals(preprocessing.mean)}, std ${decimals(preprocessing.std)}`,
    '',
    ...table(report, width, paint),
    '',
    ...report.findings.flatMap((one) => findingLines(one, width, paint)),
  ];
  if (report.findings.length === 0) lines.push(paint('green', '✔ nothing wrong was found'));
  lines.push('', paint('dim', `${number(total)} pictures used · content ${report.hash.slice(0, 16)}`));
  return lines.map((line) => cut(line.trimEnd(), width)).join('\n');
}

function table(report: DataReport, width: number, paint: (style: Style, text: string) => string): string[] {
  const rows = report.classes.slice(0, mostClasses).map((row) => ({ ...row, name: printable(row.name) }));
  const longest = Math.min(28, Math.max(5, ...rows.map((row) => [...row.name].length)));
  const most = Math.max(...report.classes.map((row) => row.total));
  const room = Math.max(8, Math.min(32, width - longest - 46));
  const line = (name: string, cells: string[]) =>
    `  ${pad(name, longest)}${cells.map((cell) => cell.padStart(11)).join('')}`;
  const out = [paint('dim', line('class', ['train', 'validation', 'test']))];
  for (const row of rows) {
    const bar = paint('cyan', blocks((row.total / most) * room));
    out.push(`${line(row.name, [row.train, row.validation, row.test].map(number))}  ${bar} ${number(row.total)}`);
  }
  if (report.classes.length > rows.length)
    out.push(paint('dim', `  … and ${report.classes.length - rows.length} more classes`));
  const { train, validation, test } = report.splits;
  out.push(paint('dim', line('all', [train, validation, test].map(number))));
  return out;
}

function findingLines(one: Finding, width: number, paint: (style: Style, text: string) => string): string[] {
  const [sign, style] = mark[one.severity];
  const files = one.items
    .slice(0, mostFiles)
    .map(({ file, reason }) => paint('dim', `    ${printable(file)}: ${printable(reason)}`));
  const left = one.items.length - files.length;
  const rest = left > 0 ? [paint('dim', `    … and ${number(left)} more`)] : [];
  const [first = '', ...more] = wrap(`${sentence(one.message)} ${one.hint}.`, width - 2);
  return [`${paint(style, sign)} ${first}`, ...more.map((line) => `  ${line}`), ...files, ...rest];
}

function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

/** Lines of at most `width` characters, broken between words. */
function wrap(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

/** A bar in eighths of a character. */
function blocks(length: number): string {
  const eighths = Math.max(1, Math.round(length * 8));
  return '█'.repeat(eighths >> 3) + ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths & 7];
}

function pad(text: string, length: number): string {
  const characters = [...text];
  return characters.length > length
    ? `${characters.slice(0, length - 1).join('')}…`
    : text + ' '.repeat(length - characters.length);
}

/** Long lines end in …; a coloured line is left whole rather than cut inside a code. */
function cut(line: string, width: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length > width && plain === line ? `${line.slice(0, width - 1)}…` : line;
}

function span(across: Range, down: Range): string {
  const least = `${across.least} × ${down.least}`;
  return across.least === across.most && down.least === down.most ? least : `${least} to ${across.most} × ${down.most}`;
}

function size(bytes: number): string {
  return bytes < 1e6
    ? `${(bytes / 1e3).toFixed(0)} kB`
    : bytes < 1e9
      ? `${(bytes / 1e6).toFixed(1)} MB`
      : `${(bytes / 1e9).toFixed(1)} GB`;
}

function decimals(values: readonly number[]): string {
  const shown = values.map((value) => value.toFixed(3));
  return new Set(shown).size === 1 ? shown[0]! : shown.join(' ');
}

function number(value: number): string {
  return value.toLocaleString('en');
}
