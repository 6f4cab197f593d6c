import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Random } from '@capstan/base';

import { recorded } from '../testing/sklearn.ts';
import { bpe, merge } from './bpe.ts';
import { fromBytes, keyOf } from './bytes.ts';
import { trainBpe } from './train-bpe.ts';
import { unigram } from './unigram.ts';
import { gpt2Vocabulary, tiktoken, tiktokenText } from './vocabularies.ts';
import { wordPiece } from './word-piece.ts';

type Fixture = Record<
  'gpt2' | 'multilingual' | 'english' | 'chinese' | 'cased' | 'trained ids' | 'unigram',
  number[][]
> & {
  texts: string[];
  corpus: string[];
  trained: string[];
  pieces: [string, number][];
  cuts: string[];
};
const fixture = recorded<Fixture>('tokenizers');
const data = process.env.CAPSTAN_DATA ?? join(import.meta.dirname, '../../../../../shared/data');
const skip = !existsSync(join(data, 'vocab-gpt2')) && 'the data folder is absent';
const read = (path: string) => readFileSync(join(data, path), 'utf8');

test("GPT-2's vocabulary, from its own files and from tiktoken's, encodes as published and as Hugging Face does", {
  skip,
}, () => {
  const special = { '<|endoftext|>': 50256 };
  const own = bpe(gpt2Vocabulary(read('vocab-gpt2/encoder.json'), read('vocab-gpt2/vocab.bpe')));
  const file = bpe(tiktoken(read('whisper-assets/whisper/assets/gpt2.tiktoken')), { special });
  assert.deepEqual(own.encode('This is some text'), [1212, 318, 617, 2420]);
  assert.deepEqual(
    fixture.texts.map((text) => own.encode(text)),
    fixture.gpt2,
  );
  for (const text of fixture.texts) {
    assert.equal(own.decode(own.encode(text)), text);
    if (!text.includes('<|')) assert.deepEqual(file.encode(text), own.encode(text));
  }
  assert.deepEqual(file.encode('a<|endoftext|>b'), [64, 50256, 65]);
  assert.equal(file.decode([64, 50256, 65]), 'a<|endoftext|>b');
  assert.equal(own.idOf('Ġtext'), 2420);
});

test("Whisper's multilingual vocabulary encodes as tiktoken does", { skip }, () => {
  const tokenizer = bpe(tiktoken(read('whisper-assets/whisper/assets/multilingual.tiktoken')));
  assert.deepEqual(
    fixture.texts.map((text) => tokenizer.encode(text)),
    fixture.multilingual,
  );
  for (const text of fixture.texts) assert.equal(tokenizer.decode(tokenizer.encode(text)), text);
});

test("BERT's vocabularies encode as Hugging Face does, English and Chinese", { skip }, () => {
  const english = wordPiece(read('uer-vocab/google_uncased_en_vocab.txt'));
  const cased = wordPiece(read('uer-vocab/google_uncased_en_vocab.txt'), { lowercase: false });
  const chinese = wordPiece(read('uer-vocab/google_zh_vocab.txt'));
  for (const [i, text] of fixture.texts.entries()) {
    assert.deepEqual(english.encode(text), fixture.english[i], text);
    assert.deepEqual(cased.encode(text), fixture.cased[i], text);
    assert.deepEqual(chinese.encode(text), fixture.chinese[i], text);
  }
  assert.equal(english.decode(english.encode('Unaffable transformers')), 'unaffable transformers');
  assert.equal(english.encode('[MASK]')[0], english.idOf('[MASK]'));
});

test("a trained BPE has Hugging Face's tokens in their order, and encodes alike", () => {
  const vocabulary = trainBpe(fixture.corpus, { vocabularySize: 380 });
  assert.deepEqual(vocabulary.tokens.map(fromBytes), fixture.trained);
  const tokenizer = bpe(vocabulary);
  assert.deepEqual(
    fixture.texts.map((text) => tokenizer.encode(text)),
    fixture['trained ids'],
  );
  assert.equal(tokenizer.vocabularySize, fixture.trained.length);
});

test('a unigram vocabulary cuts as Hugging Face does', () => {
  const tokenizer = unigram(fixture.pieces);
  assert.deepEqual(
    fixture.cuts.map((text) => tokenizer.encode(text)),
    fixture.unigram,
  );
  assert.equal(tokenizer.decode(tokenizer.encode('the sea shells')), 'the sea shells');
  const bytes = Array.from(
    { length: 256 },
    (_, byte) => [`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`, -20] as const,
  );
  const whole = unigram([...fixture.pieces, ...bytes], { byteFallback: true });
  assert.equal(whole.decode(whole.encode('the 猫 sea')), 'the 猫 sea');
});

test('a hundred thousand letters without a space are encoded in time', () => {
  const tokenizer = bpe(trainBpe(fixture.corpus, { vocabularySize: 380 }));
  const long = 'banana'.repeat(20_000);
  assert.equal(tokenizer.decode(tokenizer.encode(long)), long);
});

test('a long piece is joined as the plain loop joins it', () => {
  const { tokens } = trainBpe(fixture.corpus, { vocabularySize: 380 });
  const ranks = new Map(tokens.map((token, rank) => [keyOf(token), rank]));
  const random = new Random(5);
  for (let round = 0; round < 20; round++) {
    const text = Array.from({ length: 450 }, () => 'abnels '[random.below(7)]!).join('');
    const parts = [...text];
    for (;;) {
      const rankAt = parts.slice(1).map((part, i) => ranks.get(parts[i]! + part) ?? Number.POSITIVE_INFINITY);
      const best = Math.min(...rankAt);
      if (best === Number.POSITIVE_INFINITY) break;
      const at = rankAt.indexOf(best);
      parts.splice(at, 2, parts[at]! + parts[at + 1]!);
    }
    assert.deepEqual(merge(text, ranks), parts);
  }
});

test("a trained vocabulary is kept in tiktoken's format", () => {
  const vocabulary = trainBpe(fixture.corpus, { vocabularySize: 300 });
  const again = tiktoken(tiktokenText(vocabulary));
  assert.deepEqual(again.tokens.map(keyOf), vocabulary.tokens.map(keyOf));
  assert.deepEqual(bpe(again).encode('the low sea'), bpe(vocabulary).encode('the low sea'));
});

test('damaged vocabularies and impossible ids are refused', () => {
  const refused = (call: () => unknown, message: RegExp) =>
    assert.throws(call, { code: 'vocabulary-invalid', message });
  refused(() => tiktoken('IQ== 0\n<html>'), /line 2 is "<html>"/);
  refused(() => tiktoken('IQ== 0\nIg== 0'), /line 2/);
  refused(() => bpe(tiktoken('IQ== 0')), /lacks the byte 0/);
  refused(() => gpt2Vocabulary('{"a": 0', ''), /no JSON/);
  refused(() => gpt2Vocabulary('{"a": "b"}', ''), /id of "a" is b/);
  refused(() => gpt2Vocabulary('{"a": 0}', 'a b c'), /a merge is "a b c"/);
  refused(() => wordPiece('a\nb'), /lacks \[UNK\]/);
  refused(() => unigram([['a', Number.NaN]]), /piece 0/);
  const tokenizer = bpe(trainBpe([], { vocabularySize: 256 }));
  assert.throws(() => tokenizer.decode([256]), { code: 'value-invalid', message: /no token 256/ });
  assert.throws(() => trainBpe([], { vocabularySize: 10 }), { code: 'option-invalid' });
});
