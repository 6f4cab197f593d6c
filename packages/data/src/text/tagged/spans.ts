import { DataError } from '../../errors.ts';
import { type Word, wordsAndMarks } from './words-and-marks.ts';

/** Characters from `start` to before `end` that are one thing of a type; characters are counted as Python does. */
interface Span {
  start: number;
  end: number;
  label: string;
}

/** The fields under which tools write spans: Prodigy, spaCy, Hugging Face, doccano. */
const FIELDS = ['spans', 'entities', 'ents', 'label', 'labels'];

/** Whether a line of JSON is a text with spans. */
export function hasSpans(line: string): boolean {
  try {
    const row: unknown = JSON.parse(line);
    return isRecord(row) && typeof row.text === 'string' && fieldOf(row) !== undefined;
  } catch {
    return false;
  }
}

/** A text of a file of spans with a tag for each of its words, and how many spans were widened to whole words. */
export function taggedLine(line: string, number: number): { text: string; tags: string[]; widened: number } {
  const row: unknown = parsed(line, number);
  const field = isRecord(row) ? fieldOf(row) : undefined;
  if (!isRecord(row) || typeof row.text !== 'string' || field === undefined)
    throw fault(number, `expected "text" and one of ${FIELDS.join(', ')}`);
  const { text } = row;
  const spans = (row[field] as unknown[]).map((one) => readSpan(one, number)); // as: fieldOf says so
  const at = [...positions(text)]; // of characters as Python counts them in JavaScript's string
  const words = wordsAndMarks(text);
  const tags = words.map(() => 'O');
  let widened = 0;
  for (const { start, end, label } of spans.sort((a, b) => a.start - b.start)) {
    if (!(start >= 0 && end > start && end < at.length))
      throw fault(number, `the span from ${start} to ${end} is not within the ${at.length - 1} characters of the text`);
    const [from, to] = [at[start]!, at[end]!];
    const inside = words.flatMap((word, i) => (word.from < to && word.to > from ? [i] : []));
    if (inside.length === 0) throw fault(number, `the span from ${start} to ${end} holds no word`);
    for (const [n, i] of inside.entries()) {
      if (tags[i] !== 'O') throw fault(number, `two spans share the word ${JSON.stringify(words[i]!.word)}`);
      tags[i] = `${n === 0 ? 'B' : 'I'}-${label}`;
    }
    if (cuts(words, inside, text.slice(from, to), from)) widened++;
  }
  return { text, tags, widened };
}

/** Whether a span's own ends, spaces aside, are within a word. */
function cuts(words: readonly Word[], inside: readonly number[], own: string, from: number): boolean {
  const start = from + own.length - own.trimStart().length;
  const end = from + own.trimEnd().length;
  return words[inside[0]!]!.from < start || words[inside.at(-1)!]!.to > end;
}

function* positions(text: string): Generator<number> {
  let at = 0;
  for (const character of text) {
    yield at;
    at += character.length;
  }
  yield at;
}

function readSpan(value: unknown, line: number): Span {
  const [start, end, label] = Array.isArray(value)
    ? (value as unknown[]) // as: of whatever JSON holds
    : isRecord(value)
      ? [value.start ?? value.start_offset, value.end ?? value.end_offset, value.label ?? value.type]
      : [];
  if (Number.isSafeInteger(start) && Number.isSafeInteger(end) && typeof label === 'string' && label !== '')
    return { start: Number(start), end: Number(end), label };
  throw fault(
    line,
    `expected a span as { start, end, label } or [start, end, label], received ${JSON.stringify(value)}`,
  );
}

function parsed(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new DataError('table-malformed', `line ${number} is no JSON`, { cause });
  }
}

const fieldOf = (row: Record<string, unknown>) => FIELDS.find((name) => Array.isArray(row[name]));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fault = (line: number, reason: string) => new DataError('table-malformed', `line ${line}: ${reason}`);
