import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { purpose, Random } from '@capstan/base';
import { encodeWav, openRecordings, openTexts, profileTable } from '../../index.ts';
import { fileFaults } from '../../testing/planted-files.ts';
import { randomOf } from '../../testing/planted-pictures.ts';
import { temporaryFolder } from '../../testing/samples.ts';
import { recordingFindings, textFindings } from './index.ts';

const write = (path: string, content: string | Uint8Array) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
};

/** Paragraphs of this repository's documentation, under two classes. */
function texts(folder: string): void {
  const pages = ['data.md', 'tables.md', 'training.md', 'serving.md', 'set-up.md'].map((page) =>
    readFileSync(join(import.meta.dirname, '../../../../../docs', page), 'utf8'),
  );
  const paragraphs = pages
    .join('\n\n')
    .split(/\n\s*\n/)
    .filter((text) => /^[A-Z]/.test(text) && text.length > 120);
  for (const [i, text] of paragraphs.entries()) write(join(folder, i % 2 ? 'one' : 'two', `${i}.txt`), text);
}

/** Melodies of six tones each, no two alike, in two classes. */
function recordings(folder: string): void {
  const random = new Random(3).at(purpose.resample, 0, 0);
  for (let i = 0; i < 60; i++) {
    const tones = Array.from(
      { length: 6 },
      () => [200 + 2800 * random.uniform(), 0.02 + 0.4 * random.uniform()] as const,
    );
    const samples = Float32Array.from({ length: 4000 }, (_, t) => {
      const [height, level] = tones[Math.floor((t * tones.length) / 4000)]!;
      return level * Math.sin((2 * Math.PI * height * t) / 8000) + 0.001 * (random.uniform() - 0.5);
    });
    write(join(folder, i % 2 ? 'high' : 'low', `${i}.wav`), encodeWav({ channels: [samples], sampleRate: 8000 }));
  }
}

async function examine(of: 'texts' | 'recordings', folder: string) {
  await using table = of === 'texts' ? await openTexts(folder) : await openRecordings(folder);
  return await profileTable(table);
}

test('kinds stand once, each with a sentence on what it is, and the README lists them', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');
  for (const list of [textFindings, recordingFindings]) {
    const kinds = list.map(({ kind }) => kind);
    assert.equal(new Set(kinds).size, kinds.length);
    for (const { kind, about, what, hint } of list) {
      assert.ok(/^[a-z-]+$/.test(kind) && about.endsWith('.') && !hint.endsWith('.'), kind);
      assert.ok(what(1).startsWith('1 ') && what(2).startsWith('2 '), kind);
      assert.ok(readme.includes(`| \`${kind}\` | ${about}`), `the README lacks ${kind}: ${about}`);
    }
  }
});

test('clean texts and recordings have nothing wrong with their files', async () => {
  for (const [of, make] of [
    ['texts', texts],
    ['recordings', recordings],
  ] as const) {
    await using folder = await temporaryFolder();
    make(folder.path);
    await using table = of === 'texts' ? await openTexts(folder.path) : await openRecordings(folder.path);
    assert.deepEqual(table.reading.found, [], of);
  }
});

test('ten faults planted in texts and recordings are named', async () => {
  for (const [i, fault] of fileFaults.entries()) {
    await using folder = await temporaryFolder();
    (fault.of === 'texts' ? texts : recordings)(folder.path);
    const files = await fault.plant(folder.path, randomOf(5, i));
    const { findings, rows } = await examine(fault.of, folder.path);
    const own = findings.filter(({ kind }) => fault.kinds.includes(kind));
    assert.ok(
      own.some(({ items }) => items.some(({ file }) => files.includes(file))),
      `${fault.name}: ${findings.map(({ kind }) => kind).join(' ')}`,
    );
    if (fault.kinds.includes('conflict')) assert.ok(rows > 10, 'both are set aside, the rest stays');
  }
});
