import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { photographs, temporaryFolder } from '../../../../testing/samples.ts';
import { nearDuplicateImages, splitLeaks } from './near-duplicates.ts';

const files = photographs(60);

test('copies coded again, cropped and brightened are found among real photographs, and hardly anything else', {
  skip: !files && 'bccd is not here',
}, async () => {
  await using folder = await temporaryFolder();
  const planted: string[] = [];
  for (const [i, file] of files!.slice(0, 10).entries()) {
    const bytes = readFileSync(file);
    const copies = [
      sharp(bytes).jpeg({ quality: 60 }),
      sharp(bytes).extract({ left: 16, top: 12, width: 608, height: 456 }).jpeg(),
      sharp(bytes).linear(1.2, 0).jpeg(),
    ];
    for (const [k, copy] of copies.entries()) {
      const path = join(folder.path, `${i}-${k}.jpg`);
      await writeFile(path, await copy.toBuffer());
      planted.push(path);
    }
  }
  const broken = join(folder.path, 'broken.jpg');
  await writeFile(broken, 'no picture');
  const { pairs, unreadable } = await nearDuplicateImages([...files!, ...planted, broken]);
  const number = (file: string) =>
    planted.includes(file) ? Math.floor(planted.indexOf(file) / 3) : files!.indexOf(file);
  const right = pairs.filter(({ a, b }) => number(a) === number(b));
  const found = new Set(right.flatMap(({ a, b }) => [a, b]).filter((file) => planted.includes(file)));
  assert.ok(found.size >= 27, `${found.size} of 30 found`);
  assert.ok(right.length / pairs.length >= 0.95, `${right.length} of ${pairs.length} pairs are right`);
  assert.deepEqual(
    unreadable.map(({ file }) => file),
    [broken],
  );

  const leaks = await splitLeaks({ train: files!.slice(0, 20), test: [planted[0]!, ...files!.slice(30, 40)] });
  assert.deepEqual(
    leaks.map(({ a, b, splits }) => [a, b, ...splits]),
    [[files![0], planted[0], 'train', 'test']],
  );
});
