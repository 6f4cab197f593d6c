import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { heldOutFold, trainFold } from '../split/fold.ts';
import { augmentText, backOff, synonym, wordDropout, wordSwap } from './augment-text.ts';
import { guessLanguage } from './language.ts';
import { nearDuplicateTexts } from './min-hash.ts';

const data = process.env.CAPSTAN_DATA ?? join(import.meta.dirname, '../../../../../shared/data');
const skip = !existsSync(join(data, 'sms-spam')) && 'the data folder is absent';
const text = 'the quick brown fox jumps over the lazy dog and runs away from the old house';
const words = text.split(' ');

test('text augmentation depends on seed, epoch and index alone', () => {
  const changes = [synonym(0.5, { quick: ['fast'], old: ['ancient', 'aged'] }), wordDropout(0.2), wordSwap(0.3)];
  const first = augmentText(changes, { seed: 3 });
  const again = augmentText(changes, { seed: 3 });
  first(text, { epoch: 9, index: 9 });
  assert.equal(first(text, { epoch: 1, index: 5 }), again(text, { epoch: 1, index: 5 }));
  assert.notEqual(first(text, { epoch: 1, index: 5 }), first(text, { epoch: 2, index: 5 }));
  assert.equal(first('', { epoch: 0, index: 0 }), '');
});

test('dropout leaves out its share and never everything; swaps keep all words; synonyms keep capitals', () => {
  const drop = augmentText([wordDropout(0.25)]);
  let kept = 0;
  for (let index = 0; index < 400; index++) kept += drop(text, { epoch: 0, index }).split(' ').length;
  assert.ok(Math.abs(kept / 400 / words.length - 0.75) < 0.03);
  assert.ok(words.includes(augmentText([wordDropout(1)])(text, { epoch: 0, index: 0 })));
  const swapped = augmentText([wordSwap(0.5)])(text, { epoch: 0, index: 0 });
  assert.deepEqual(swapped.split(' ').sort(), words.toSorted());
  assert.notEqual(swapped, text);
  assert.equal(augmentText([synonym(1, { big: ['large'] })])('Big big', { epoch: 0, index: 0 }), 'Large large');
  assert.throws(() => wordDropout(1.5), { code: 'option-invalid', message: /probability 1.5/ });
});

test('back-off replaces where much may follow, by what follows much, and learns from training texts alone', () => {
  const message = ['a b', 'a c', 'a d', 'x y', 'x y', 'x y'];
  const noise = augmentText([backOff('message', trainFold({ message }), 1)]);
  let afterA = 0;
  let afterX = 0;
  for (let index = 0; index < 300; index++) {
    if (noise('a b', { epoch: 0, index }) !== 'a b') afterA += 1;
    if (noise('x y', { epoch: 1, index }) !== 'x y') afterX += 1;
  }
  // After a everything is open: replaced always, by another word in three of four. After x one time in three of these.
  assert.ok(Math.abs(afterA / 300 - 0.75) < 0.08, `${afterA}`);
  assert.ok(Math.abs(afterX / 300 - 0.25) < 0.08, `${afterX}`);
  assert.throws(() => backOff('message', heldOutFold('test', { message }) as never, 0.1), { code: 'fold-invalid' });
});

test('languages are guessed from running text', () => {
  const samples: [string, string][] = [
    ['The answer is that you can do it with this', 'en'],
    ['Das ist nicht der Fall, wenn man es mit einem Beispiel vergleicht', 'de'],
    ['Le chat est sur la table et il ne veut pas descendre', 'fr'],
    ['El perro que vive en la casa no quiere comer con los niños', 'es'],
    ['Il cane non è nella casa perché gli piace il giardino', 'it'],
    ['O menino não está em casa porque foi para a escola com os amigos', 'pt'],
    ['De hond is niet in het huis omdat hij naar de tuin is', 'nl'],
    ['Это не то, что я хотел сказать, но так было', 'ru'],
    ['东西不错，值得购买', 'zh'],
    ['これは日本語の文章です', 'ja'],
    ['한국어 문장입니다', 'ko'],
    ['Η γάτα είναι στο τραπέζι', 'el'],
  ];
  for (const [sample, language] of samples) assert.equal(guessLanguage(sample).language, language, sample);
  assert.deepEqual(guessLanguage('12345 !!'), { language: 'und', confidence: 0 });
});

test('real messages and reviews: nearly all are English and Chinese, and so guessed', { skip }, () => {
  const share = (texts: string[], language: string) =>
    texts.filter((one) => guessLanguage(one).language === language).length / texts.length;
  const lines = (path: string) => readFileSync(join(data, path), 'utf8').trim().split('\n').slice(1, 1000);
  const long = lines('sms-spam/sms.tsv')
    .map((line) => line.split('\t')[1]!)
    .filter((one) => one.split(' ').length >= 8);
  assert.ok(share(long, 'en') > 0.97, `${share(long, 'en')}`);
  const reviews = lines('chnsenticorp/dev.tsv').map((line) => line.split('\t').at(-1)!);
  assert.ok(share(reviews, 'zh') > 0.97, `${share(reviews, 'zh')}`);
});

test('near duplicates are found as comparing all pairs finds them', { skip }, () => {
  const texts = readFileSync(join(data, 'sms-spam/sms.tsv'), 'utf8')
    .trim()
    .split('\n')
    .slice(0, 1500)
    .map((line) => line.split('\t')[1]!);
  const planted = texts.slice(0, 100).map((one) => `${one.slice(0, -1)}  `.toUpperCase());
  const all = [...texts.slice(0, 600), ...planted];
  const found = new Set(nearDuplicateTexts(all, { threshold: 0.8 }).map(({ first, second }) => `${first} ${second}`));
  // The same by brute force.
  const sets = all.map((one) => {
    const clean = one.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
    return new Set(Array.from({ length: Math.max(1, clean.length - 4) }, (_, i) => clean.slice(i, i + 5)));
  });
  let missed = 0;
  let real = 0;
  for (let a = 0; a < all.length; a++) {
    for (let b = a + 1; b < all.length; b++) {
      const both = sets[a]!.intersection(sets[b]!).size;
      if (both / (sets[a]!.size + sets[b]!.size - both) < 0.8) continue;
      real += 1;
      if (!found.has(`${a} ${b}`)) missed += 1;
    }
  }
  assert.ok(real >= 90, `${real}`);
  assert.equal(missed, 0);
  assert.equal(found.size, real);
  assert.throws(() => nearDuplicateTexts([], { threshold: 0 }), { code: 'option-invalid' });
  assert.deepEqual(nearDuplicateTexts([null, '', 'a', 'a']), [{ first: 2, second: 3, similarity: 1 }]);
});
