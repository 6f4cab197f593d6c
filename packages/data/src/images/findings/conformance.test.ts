import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { pictureFaults, randomOf } from '../../testing/planted-pictures.ts';
import { digit, temporaryFolder } from '../../testing/samples.ts';
import { encodePng } from '../decode/png.ts';
import { openImages } from '../open-images.ts';
import { imageFolder } from '../source/image-folder.ts';
import { pictureFindings } from './index.ts';

test('kinds stand once, each with a sentence on what it is', () => {
  const kinds = pictureFindings.map(({ kind }) => kind);
  assert.equal(new Set(kinds).size, kinds.length);
  for (const { kind, about, hint, what } of pictureFindings) {
    assert.ok(/^[a-z-]+$/.test(kind) && about.endsWith('.') && !hint.endsWith('.'), kind);
    assert.ok(what(1) !== '' && what(2) !== '', kind);
  }
});

/** Digits of two classes, already split. */
function digits(folder: string): void {
  for (const [part, from, to] of [
    ['train', 0, 24],
    ['test', 60, 66],
  ] as const) {
    for (const label of [2, 5]) {
      for (let i = from; i < to; i++) {
        const path = join(folder, part, String(label), `${i}.png`);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, encodePng(digit(label, i), 28, 28));
      }
    }
  }
}

test('clean digits give no warning', async () => {
  await using folder = await temporaryFolder();
  digits(folder.path);
  const { findings } = await openImages(imageFolder(folder.path));
  assert.deepEqual(
    findings.filter(({ severity }) => severity !== 'note'),
    [],
  );
});

test('twenty faults planted in digits: nine of ten are named, and each kind names its own', async () => {
  const missed: string[] = [];
  for (const [i, fault] of pictureFaults.entries()) {
    await using folder = await temporaryFolder();
    digits(folder.path);
    const files = await fault.plant(folder.path, randomOf(11, i));
    assert.ok(files.every((file) => existsSync(join(folder.path, file))));
    const { findings } = await openImages(imageFolder(folder.path));
    const named = findings.filter(({ items }) =>
      items.some(({ file, like }) => files.includes(file) || files.includes(like ?? '')),
    );
    if (!named.some(({ kind }) => fault.kinds.includes(kind)))
      missed.push(`${fault.name}: ${named.map(({ kind }) => kind).join(' ') || 'nothing'}`);
  }
  assert.ok(missed.length <= 2, missed.join('; '));
});
