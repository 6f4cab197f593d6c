import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { DataError } from '../../../errors.ts';
import { csvLine, csvRecords } from '../../text/csv-lines.ts';
import type { Dialect } from '../../text/sniff-csv.ts';
import { firstLine, type Reject } from './load.ts';

/** What is wrong with a line. */
export type Wrong = 'header' | 'short' | 'long' | 'aside';

/** Lines left out or put right, by what was wrong. */
export type Mended = Map<Wrong, Reject[]>;

/**
 * Copies the file with its wrong lines put right or left out.
 *
 * @throws {DataError} table-malformed — where most do not fit
 */
export async function mend(
  from: string,
  to: string,
  bad: readonly Reject[],
  dialect: Dialect,
  rows: number,
  path: string,
): Promise<Mended> {
  const { delimiter, columns, quote, escaping } = dialect;
  const groups: Record<Wrong, Reject[]> = { header: [], short: [], long: [], aside: [] };
  const out = createWriteStream(to);
  let at = 0;
  const copy = async (start: number, end?: number): Promise<void> => {
    if (end !== undefined && end <= start) return;
    for await (const chunk of createReadStream(from, { start, ...(end === undefined ? {} : { end: end - 1 }) })) {
      if (!out.write(chunk)) await once(out, 'drain');
    }
  };
  for (const reject of bad) {
    const cells = csvRecords(reject.text, dialect, 1)[0] ?? [];
    let line: string | undefined;
    const write = (some: readonly (string | null)[]) => csvLine(some, delimiter, quote, escaping);
    if (isHeader(reject, dialect)) groups.header.push(reject);
    else if (reject.kind === 'MISSING COLUMNS') {
      groups.short.push(reject);
      const padding = Array(Math.max(0, columns.length - cells.length)).fill(null);
      line = write([...cells.map((cell) => cell || null), ...padding]);
    } else if (reject.kind === 'TOO MANY COLUMNS' && cells.slice(columns.length).every((cell) => cell.trim() === '')) {
      groups.long.push(reject);
      line = write(cells.slice(0, columns.length).map((cell) => cell || null));
    } else if (reject.kind === 'LINE SIZE OVER MAXIMUM' && reject.text === firstLine(reject.text)) {
      throw new DataError('line-too-long', `line ${reject.line} is longer than is read`, {
        file: path,
        hint: 'Allow longer lines: maxLine (bytes)',
      });
    } else groups.aside.push(reject);
    await copy(at, reject.at);
    if (line !== undefined) out.write(`${line}\n`);
    at = reject.at + Buffer.byteLength(reject.text);
    at += await newlineAt(from, at);
  }
  await copy(at);
  out.end();
  await once(out, 'finish');
  checkMost(groups.aside.length, rows + groups.long.length + groups.short.length, dialect, path);
  return new Map(Object.entries(groups) as [Wrong, Reject[]][]); // as: its keys are those it was made with
}

/** A table of which a fifth, or most of a few lines, do not fit was read in a wrong way. */
function checkMost(aside: number, fitting: number, { delimiter, columns }: Dialect, path: string): void {
  if (aside <= Math.max(20, fitting / 5) && aside < Math.max(1, fitting)) return;
  const count = (n: number) => n.toLocaleString('en');
  const width = columns.length === 1 ? 'the one column' : `the ${columns.length} columns`;
  throw new DataError('table-malformed', `${count(aside)} lines do not fit ${width}, ${count(fitting)} do`, {
    file: path,
    hint: `It was read with ${delimiter === '\t' ? 'tabs' : `'${delimiter}'`} between cells: say another with delimiter, or leave lines above the table out with skip`,
  });
}

/** Whether a line is the header once more. */
export function isHeader(reject: Reject, dialect: Dialect): boolean {
  if (!dialect.header) return false;
  return (csvRecords(reject.text, dialect, 1)[0] ?? []).join('\0') === dialect.names.join('\0');
}

async function newlineAt(path: string, at: number): Promise<number> {
  let ends = '';
  for await (const chunk of createReadStream(path, { start: at, end: at + 1 })) ends += chunk;
  return ends.startsWith('\r\n') ? 2 : /^[\r\n]/.test(ends) ? 1 : 0;
}
