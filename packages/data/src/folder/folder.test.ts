import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { encodeWav, openRecordings, openTexts, profileTable, renderProfile } from '../index.ts';
import { realData } from '../testing/samples.ts';
import { folderKind } from './files-of.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-folder-test-'));
after(() => rmSync(root, { recursive: true }));

const write = (path: string, content: string | Uint8Array) => {
  const file = join(root, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
};
const tone = (length: number, amplitude: number, sampleRate = 8000) =>
  encodeWav({ channels: [Float32Array.from({ length }, (_, i) => amplitude * Math.sin(i / 3))], sampleRate });

test('recordings are a table: lengths, loudness, classes and splits; copies and damage are noted', async () => {
  write('calls/train/yes/a.wav', tone(8000, 0.5));
  write('calls/train/yes/b.wav', tone(4000, 0.1, 16_000));
  write('calls/train/no/c.wav', tone(8000, 0));
  write('calls/test/yes/d.wav', tone(8000, 0.5));
  write('calls/test/no/e.wav', tone(8000, 5));
  write('calls/test/no/f.mp3', 'no recording');
  write('calls/.hidden/g.wav', tone(10, 1));
  symlinkSync(join(root, 'calls/train/yes/a.wav'), join(root, 'calls/train/no/link.wav'));
  assert.equal(folderKind(join(root, 'calls')), 'recordings');
  await using table = await openRecordings(join(root, 'calls'));
  const rows = await Array.fromAsync(table.rows());
  assert.deepEqual(
    rows.map((row) => [row.file, row.class, row.split, row.seconds, row.sample_rate, row.silent, row.clipped]),
    [
      ['test/no/e.wav', 'no', 'test', 1, 8000, false, true],
      ['test/yes/d.wav', 'yes', 'test', 1, 8000, false, false],
      ['train/no/c.wav', 'no', 'train', 1, 8000, true, false],
      ['train/yes/b.wav', 'yes', 'train', 0.25, 16_000, false, false],
    ],
  );
  const decibels = rows.map((row) => [row.peak_db, row.rms_db]);
  assert.deepEqual(decibels[1], [-6, -9]);
  assert.deepEqual(
    table.reading.notes.map(({ kind, count }) => [kind, count]),
    [
      ['set-aside', 1],
      ['copies', 1],
    ],
  );
  assert.match(table.reading.notes[1]!.message, /train\/yes\/a\.wav: of test\/yes\/d\.wav/);
  assert.match(renderProfile(await profileTable(table, { split: 'split' })), /seconds/);
});

test('texts are a table; what is no UTF-8 is noted, and nothing readable is an error', async () => {
  write('letters/a.txt', 'Dear Ada,\nthe engine weaves.');
  write('letters/b.txt', 'Dear Charles, 😀');
  write('letters/c.txt', Uint8Array.of(0xff, 0xfe, 0x41));
  await using table = await openTexts(join(root, 'letters'));
  assert.deepEqual(await Array.fromAsync(table.rows()), [
    { file: 'a.txt', characters: 28, words: 5, text: 'Dear Ada,\nthe engine weaves.' },
    { file: 'b.txt', characters: 15, words: 3, text: 'Dear Charles, 😀' },
  ]);
  assert.deepEqual(table.reading.notes[0]!.items, [{ line: 0, text: 'c.txt: it is not UTF-8' }]);
  await assert.rejects(openRecordings(join(root, 'letters')), { code: 'folder-empty' });
  await assert.rejects(openTexts(join(root, 'nowhere')), { code: 'folder-missing' });
});

const digits = realData('fsdd/recordings');
test('real recordings', { skip: !digits && 'fsdd is absent' }, async () => {
  await using table = await openRecordings(digits!);
  const profile = await profileTable(table);
  assert.equal(profile.rows, 3000);
  const length = profile.columns.find(({ name }) => name === 'seconds')!.numbers!;
  assert(length.least > 0.1 && length.most < 3);
});
