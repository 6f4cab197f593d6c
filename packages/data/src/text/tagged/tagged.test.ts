import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DataError, openTagged, taggedWords, wordsAndMarks } from '../../index.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-tagged-'));
after(() => rmSync(root, { recursive: true, force: true }));

function file(name: string, text: string | Buffer): string {
  const path = join(root, name);
  writeFileSync(path, text);
  return path;
}

async function rows(path: string) {
  await using table = await openTagged(path);
  return { rows: await table.head(), notes: table.reading.notes.map(({ kind }) => kind), source: table.source };
}

test('CoNLL: the first column is the word, the last its tag; documents, comments and empty lines are passed over', async () => {
  const path = file(
    'a.conll',
    '-DOCSTART- -X- O\r\n\r\n# id = 1\r\nAda NNP B-PER\r\nmet VBD O\r\n# # O\r\n\r\n\r\nBonn\tNNP\tB-LOC',
  );
  assert.equal(await taggedWords(path), 'spaces');
  const read = await rows(path);
  assert.deepEqual(read.rows, [
    { text: 'Ada met #', tags: 'B-PER O O' },
    { text: 'Bonn', tags: 'B-LOC' },
  ]);
  assert.equal(read.source, path);
});

test('JSONL: spans become the tags of words, counted in characters as Python does; those that cut a word are widened, and said', async () => {
  const path = file(
    'b.jsonl',
    [
      { text: '😀 Ada Lovelace, in Bonn.', spans: [{ start: 2, end: 14, label: 'PER' }, [19, 23, 'LOC']] },
      { text: 'Bonner Straße', entities: [{ start_offset: 0, end_offset: 4, label: 'LOC' }] },
      { text: 'nobody', label: [] },
    ]
      .map((row) => JSON.stringify(row))
      .join('\n'),
  );
  assert.equal(await taggedWords(path), 'marks');
  const read = await rows(path);
  assert.deepEqual(read.rows, [
    { text: '😀 Ada Lovelace, in Bonn.', tags: 'O B-PER I-PER O O B-LOC O' },
    { text: 'Bonner Straße', tags: 'B-LOC O' },
    { text: 'nobody', tags: 'O' },
  ]);
  assert.deepEqual(read.notes, ['widened']);
});

test('other files are no texts with tags', async () => {
  assert.equal(await taggedWords(file('c.csv', 'a,b\n1,2\n')), undefined);
  assert.equal(await taggedWords(file('c.jsonl', '{"text":"x","stars":3}\n')), undefined);
  assert.equal(await taggedWords(join(root, 'none.jsonl')), undefined);
});

test('what is no tag, a line of other columns and spans that fit no text are refused, naming file and line', async () => {
  const refused = async (name: string, text: string | Buffer, words: RegExp, code = 'table-malformed') =>
    assert.rejects(
      openTagged(file(name, text)),
      (error) =>
        error instanceof DataError && error.code === code && words.test(error.message) && error.message.includes(name),
    );
  await refused('d.conll', 'Ada B-PER\nmet VBD\n', /line 2: the last column is "VBD"; expected O, or B/);
  await refused('e.conll', 'Ada N B-PER\nmet O\n', /line 2: expected 3 columns as in the lines above, received 2/);
  await refused('f.conll', 'Ada\n', /line 1: expected a word and its tag/);
  await refused('g.conll', '\n\n', /no text/, 'table-empty');
  await refused('h.conll', Buffer.from([0x41, 0xff, 0x20, 0x4f]), /not UTF-8/);
  const spans = (...list: unknown[]) => JSON.stringify({ text: 'Ada in Bonn', spans: list });
  await refused('i.jsonl', spans([0, 12, 'X']), /line 1: the span from 0 to 12 is not within the 11 characters/);
  await refused('j.jsonl', spans([0, 3, 'X'], [0, 6, 'Y']), /line 1: two spans share the word "Ada"/);
  await refused('k.jsonl', spans([3, 4, 'X']), /holds no word/);
  await refused('l.jsonl', spans({ start: 0 }), /expected a span as/);
  await refused('m.jsonl', `${spans()}\n{`, /line 2 is no JSON/);
  await assert.rejects(openTagged(join(root, 'none.conll')), { code: 'table-missing' });
});

test('words and marks stand where they are in the text', () => {
  const text = 'Dr. Gödel’s 20km, 東京 ok_1';
  const words = wordsAndMarks(text);
  assert.deepEqual(
    words.map(({ word }) => word),
    ['Dr', '.', 'Gödel', '’', 's', '20km', ',', '東', '京', 'ok_1'],
  );
  for (const { word, from, to } of words) assert.equal(text.slice(from, to), word);
});
