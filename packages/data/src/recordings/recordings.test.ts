import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { purpose, Random } from '@capstan/base';
import {
  augmentSound,
  DataError,
  encodeWav,
  namePattern,
  openRecordingSet,
  readAudio,
  recordingFolder,
  soundFeatures,
  soundShape,
} from '@capstan/data';
import { realData } from '../testing/samples.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-recordings-'));
after(() => rmSync(root, { recursive: true, force: true }));

/** A tone of some hertz, as loud as is said. */
const tone = (hertz: number, { seconds = 0.2, sampleRate = 8000, loud = 0.5 } = {}) =>
  encodeWav({
    channels: [
      Float32Array.from(
        { length: Math.round(seconds * sampleRate) },
        (_, t) => loud * Math.sin((2 * Math.PI * hertz * t) / sampleRate),
      ),
    ],
    sampleRate,
  });

const write = (path: string, bytes: Uint8Array | string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), bytes);
};

const refused = (code: string, words: RegExp) => (error: unknown) =>
  error instanceof DataError && error.code === code && words.test(`${error.message} ${error.hint}`);

test('names are taken apart by what stands between their parts', () => {
  const take = namePattern('{class}_{speaker}-{take}.final');
  assert.deepEqual(take('yes_ann-b_3.final'), { class: 'yes', speaker: 'ann', take: 'b_3' });
  assert.equal(take('yes_ann.final'), undefined);
  assert.equal(take('_ann-1.final'), undefined, 'a part is never empty');
  assert.deepEqual(namePattern('{class}+{n}')('a.*+1'), { class: 'a.*', n: '1' }, 'signs of patterns are signs');
  for (const bad of ['yes', '{class}{take}', '{a}_{a}', '{}_{a}', '{a b}_{c}'])
    assert.throws(() => namePattern(bad), refused('option-invalid', /names:/), bad);
  const long = '_'.repeat(255);
  const started = process.cpuUsage().user;
  assert.equal(namePattern('{a}_{b}_{c}_{d}_{e}_{f}_{g}x')(long), undefined);
  assert.ok(process.cpuUsage().user - started < 1e6, 'a hostile name costs no more than its length');
});

test('recordings are split, prepared and noted; copies, conflicts and damage are set aside with the reason', async () => {
  for (let i = 0; i < 20; i++) {
    write(`pitch/low/${i}.wav`, tone(200 + 5 * i));
    write(`pitch/high/${i}.wav`, tone(2000 + 5 * i, { loud: 0.01 }));
  }
  write('pitch/low/long.wav', tone(230, { seconds: 3 }));
  write('pitch/low/fast.wav', tone(240, { sampleRate: 16_000 }));
  write('pitch/low/copy.wav', tone(200));
  write('pitch/high/torn.wav', tone(777));
  write('pitch/low/torn.wav', tone(777));
  write('pitch/low/broken.wav', 'RIFF nothing');
  write('pitch/loose.wav', tone(300));
  const { classes, splits, preprocessing, notes, hash } = await openRecordingSet(recordingFolder(join(root, 'pitch')));
  assert.deepEqual(classes, ['high', 'low']);
  const { train, validation, test: tested } = splits;
  assert.deepEqual(
    [train, validation, tested].map(({ files }) => files.length).reduce((a, b) => a + b),
    42,
  );
  assert.ok(validation.files.length >= 2 && tested.files.length >= 2);
  assert.deepEqual(soundShape(preprocessing), [40, 21]);
  assert.deepEqual([preprocessing.sampleRate, preprocessing.samples], [8000, 1600]);
  assert.match(notes.join('\n'), /1 of 42 recordings are longer[\s\S]*1 recordings of another rate[\s\S]*5 set aside/);
  for (const why of [/copy\.wav: a copy of low\/0\.wav|0\.wav: a copy of/, /nothing says its class/, /broken\.wav/])
    assert.ok(notes.some((note) => why.test(note)) || /; …$/.test(notes.at(-1)!), `${why}`);

  // Each band of the training has mean 0 and deviation 1; loudness says nothing, pitch does.
  const [mels, frames] = soundShape(preprocessing);
  for (let band = 0; band < mels; band++) {
    const values = train.features.flatMap((one) => [...one.subarray(band * frames, (band + 1) * frames)]);
    const mean = values.reduce((a, b) => a + b) / values.length;
    assert.ok(Math.abs(mean) < 1e-3, `band ${band}: ${mean}`);
  }
  const at = train.files.findIndex((file) => file.startsWith('high/'));
  const again = soundFeatures(await readAudio(join(root, 'pitch', train.files[at]!)), preprocessing);
  assert.deepEqual(again, train.features[at], 'as the server hears it');
  assert.equal((await openRecordingSet(recordingFolder(join(root, 'pitch')))).hash, hash);

  const saved = { preprocessing, classes };
  const later = await openRecordingSet(recordingFolder(join(root, 'pitch'), { split: { train: 1 } }), { saved });
  assert.deepEqual(later.preprocessing, preprocessing, 'nothing is learned from what a model is evaluated on');
});

test('groups stay in one split, and what is tested on can be said by parts of the names', async () => {
  for (const [s, speaker] of ['ann', 'bob', 'cem', 'dee', 'eve', 'fay', 'gil', 'hal', 'ivo', 'jan'].entries())
    for (const [c, name] of ['no', 'yes'].entries())
      for (let take = 0; take < 3; take++)
        write(`said/${name}_${speaker}_${take}.wav`, tone(300 + 1000 * c + 37 * s + 5 * take));
  const names = '{class}_{speaker}_{take}';
  const open = (options: object) => openRecordingSet(recordingFolder(join(root, 'said'), { names, ...options }));
  const speakers = (files: string[]) => new Set(files.map((file) => file.split('_')[1]));
  const grouped = await open({ group: 'speaker' });
  const parts = Object.values(grouped.splits).map(({ files }) => speakers(files));
  assert.equal(
    parts.reduce((sum, part) => sum + part.size, 0),
    10,
  );
  const chosen = await open({ test: { speaker: ['ann', 'jan'] }, group: 'speaker' });
  assert.deepEqual([...speakers(chosen.splits.test.files)], ['ann', 'jan']);
  assert.equal(chosen.splits.test.files.length, 12);
  assert.ok(chosen.splits.validation.files.length > 0);
  assert.notEqual(grouped.hash, chosen.hash, 'another split is another set');
  await assert.rejects(open({ test: { speaker: ['zoe'] } }), refused('option-invalid', /"zoe" as its speaker.*ann/s));
  await assert.rejects(
    open({ test: { take: ['0', '1', '2'] } }),
    refused('split-impossible', /no recording to train on/),
  );
  const bad: [object, RegExp][] = [
    [{ names, group: 'speeker' }, /no part \{speeker\}/],
    [{ group: 'speaker' }, /say how files are called/],
    [{ names, test: { take: [] } }, /a list of texts/],
    [{ names, test: { take: ['0'] }, split: { train: 0.5, test: 0.5 } }, /no share for test/],
    [{ seconds: 0 }, /0\.05 to 600/],
    [{ augment: 'masks' }, /shift-mask/],
    [{ melz: 40 }, /mels/],
  ];
  for (const [options, words] of bad)
    assert.throws(
      () => recordingFolder(root, options),
      (error: unknown) => {
        return error instanceof Error && words.test(`${error.message} ${'hint' in error ? error.hint : ''}`);
      },
    );
});

test('a folder without classes, with one, or with nothing says so', async () => {
  write('flat/a.wav', tone(100));
  write('one/x/a.wav', tone(100));
  write('one/x/b.wav', tone(120));
  write('texts/x/a.txt', 'no sound');
  const open = (folder: string) => openRecordingSet(recordingFolder(join(root, folder)));
  await assert.rejects(open('flat'), refused('folder-empty', /nothing says its class.*--file-names/s));
  await assert.rejects(open('one'), refused('one-class', /"x"/));
  await assert.rejects(open('texts'), refused('folder-empty', /no recording/));
  await assert.rejects(open('nowhere'), refused('folder-missing', /no such folder/));
});

test('training recordings are moved and masked by the seed alone', () => {
  const bands = Float32Array.from({ length: 40 * 50 }, (_, i) => Math.sin(i));
  const draw = (at: number) => augmentSound(bands, 40, new Random(3).at(purpose.augment, 1, at));
  assert.deepEqual(draw(0), draw(0));
  assert.notDeepEqual(draw(0), draw(1));
  assert.ok(draw(2).every(Number.isFinite));
});

const digits = realData('fsdd/recordings');
test('spoken digits, the official split', { skip: !digits && 'fsdd is absent' }, async () => {
  const test = { take: ['0', '1', '2', '3', '4'] };
  const { splits, classes, notes } = await openRecordingSet(
    recordingFolder(digits!, { names: '{class}_{speaker}_{take}', test }),
  );
  assert.deepEqual(classes, ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  assert.deepEqual(
    [splits.train, splits.validation, splits.test].map(({ files }) => files.length),
    [2430, 270, 300],
  );
  assert.ok(splits.test.files.every((file) => /_[0-4]\.wav$/.test(file)));
  assert.match(notes[0]!, /40 mel bands of 0\.7 s at 8,000 Hz/);
});
