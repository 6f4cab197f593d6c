import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { csvLine, csvRecords } from './csv-lines.ts';

/** What is done to a text file before it is read as a table. */
export type Rewriting = {
  /** Bytes left out at the beginning. */
  skipBytes: number;
  /** Lines that begin so are left out. */
  comment: string | undefined;
  /** Cells are parted by runs of spaces: tabs are written between them. */
  isSpaced: boolean;
  delimiter: string;
  /** `''` where quotes are text like any other. */
  quote: string;
  escaping: string;
};

/** What was found on the way; line ends within quotes stay as they are and do not count. */
export type Rewritten = {
  ends: { crlf: number; lf: number; cr: number };
  /** Numbers of the lines left out after `skipBytes`, from 1, ascending. */
  comments: { line: number; text: string }[];
};

/** An open quote over more than this is no quote. */
const mostOpen = 64 * 1024 * 1024;

/** Copies a text file record by record: one kind of line end, without comments, with tabs for runs of spaces. */
export async function rewrite(from: string, to: string, how: Rewriting): Promise<Rewritten> {
  const { skipBytes, comment, isSpaced, delimiter, quote, escaping } = how;
  const openers = new Set(isSpaced ? [' ', '\t'] : [delimiter]);
  const out = createWriteStream(to);
  const ends = { crlf: 0, lf: 0, cr: 0 };
  const comments: Rewritten['comments'] = [];
  let [rest, line] = ['', 1];
  const put = async (text: string, isLast: boolean): Promise<string> => {
    const parts: string[] = [];
    let start = 0;
    for (;;) {
      const end = recordEnd(text, start, quote, escaping, openers);
      if (end < 0 && !isLast && text.length - start < mostOpen) break;
      const stop = end < 0 ? text.length : end;
      if (text[stop] === '\r' && stop + 1 === text.length && !isLast) break; // the \n may follow
      const record = text.slice(start, stop);
      const isCrLf = text[stop] === '\r' && text[stop + 1] === '\n';
      if (stop < text.length) ends[isCrLf ? 'crlf' : text[stop] === '\n' ? 'lf' : 'cr'] += 1;
      if (comment !== undefined && record.trimStart().startsWith(comment)) {
        comments.push({ line, text: Buffer.from(record, 'latin1').toString().slice(0, 200) });
      } else if (stop < text.length || record !== '') {
        parts.push(
          isSpaced
            ? csvLine(csvRecords(record, { delimiter: ' ', quote, escaping }).flat(), '\t', quote, escaping)
            : record,
          '\n',
        );
      }
      line += 1 + (quote === '' ? 0 : inside(record));
      start = stop + (isCrLf ? 2 : 1);
      if (start >= text.length) break;
    }
    if (!out.write(Buffer.from(parts.join(''), 'latin1'))) await once(out, 'drain');
    return text.slice(start);
  };
  // Bytes as characters: nothing is decoded, so nothing can be lost.
  for await (const chunk of createReadStream(from, { start: skipBytes, highWaterMark: 4 * 1024 * 1024 })) {
    rest = await put(rest + (chunk as Buffer).toString('latin1'), false); // as: a stream without encoding gives buffers
  }
  if (rest !== '') await put(rest, true);
  out.end();
  await once(out, 'finish');
  return { ends, comments };
}

/** Where the record's line end stands; −1 where the text ends before. */
function recordEnd(text: string, start: number, quote: string, escaping: string, openers: ReadonlySet<string>): number {
  let isOpen = false;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (isOpen && escaping !== quote && character === escaping) at += 1;
    else if (quote !== '' && character === quote)
      isOpen = isOpen ? false : at === start || openers.has(text[at - 1]!) || text[at - 1] === quote;
    else if (!isOpen && (character === '\n' || character === '\r')) return at;
  }
  return -1;
}

function inside(record: string): number {
  let count = 0;
  for (let at = record.indexOf('\n'); at >= 0; at = record.indexOf('\n', at + 1)) count += 1;
  return count;
}
