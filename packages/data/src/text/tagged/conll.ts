import { DataError } from '../../errors.ts';

/** A sentence of a CoNLL file. */
export interface TaggedSentence {
  words: string[];
  tags: string[];
}

const TAG = /^(O|[BIES](-.+)?)$/su;

/**
 * The sentences of a CoNLL file: a word a line, its tag in the last column, an empty line behind a sentence. Lines -DOCSTART- and
 * comments in front of a sentence (`# id = 3`) are passed over.
 *
 * @throws {DataError} table-malformed — naming the line, where columns are missing or the last is no tag
 */
export function readConll(text: string): TaggedSentence[] {
  const sentences: TaggedSentence[] = [];
  let [words, tags]: [string[], string[]] = [[], []];
  let width: number | undefined;
  const end = () => {
    if (words.length > 0) sentences.push({ words, tags });
    [words, tags] = [[], []];
  };
  for (const [i, line] of text.split(/\r\n|\n|\r/).entries()) {
    const cells = line.trim().split(/[ \t]+/);
    if (cells[0] === '' || cells[0] === '-DOCSTART-') {
      end();
      continue;
    }
    if (words.length === 0 && /^#\s.*=/.test(line)) continue;
    if (cells.length < 2) throw fault(i, `expected a word and its tag, received ${JSON.stringify(line.trim())}`);
    width ??= cells.length;
    if (cells.length !== width)
      throw fault(i, `expected ${width} columns as in the lines above, received ${cells.length}`);
    const tag = cells.at(-1)!; // there are two at least
    if (!TAG.test(tag))
      throw fault(
        i,
        `the last column is ${JSON.stringify(tag)}; expected O, or B, I, E or S with a type, such as B-PER`,
      );
    words.push(cells[0]!);
    tags.push(tag);
  }
  end();
  return sentences;
}

const fault = (at: number, reason: string) =>
  new DataError('table-malformed', `line ${at + 1}: ${reason}`, {
    hint: 'A word a line, its tag last, an empty line behind each sentence',
  });
