import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { digit, temporaryFolder } from '../../testing/samples.ts';
import { encodePng } from '../decode/png.ts';
import { openImages } from '../open-images.ts';
import { imageFolder } from './image-folder.ts';

test('pictures and a CSV of their classes: every row is used or named', async () => {
  await using folder = await temporaryFolder();
  const rows = ['picture,kind'];
  for (let i = 0; i < 40; i++) {
    await writeFile(join(folder.path, `${i}.png`), encodePng(digit(i % 2, i), 28, 28));
    rows.push(`${i}.png,${i % 2 ? 'one' : 'zero'}`);
  }
  rows.push('../up.png,one', 'gone.png,one', '3.png,one', '5.png,zero', '7.png,');
  const table = join(folder.path, 'labels.csv');
  await writeFile(table, `${rows.join('\n')}\n`);
  const labels = { table, file: 'picture', label: 'kind' };
  const data = await openImages(imageFolder(folder.path, { channels: 1, labels }));
  assert.deepEqual(data.classes, ['one', 'zero']);
  assert.equal(data.train.length + data.validation.length + data.test.length, 39);
  const items = Object.fromEntries(data.findings.map(({ kind, items }) => [kind, items.map(({ file }) => file)]));
  assert.deepEqual(items.unreadable, ['gone.png']);
  assert.deepEqual(items.conflict, ['5.png', '5.png']);
  assert.deepEqual(items.stray, ['../up.png', '3.png', '7.png']);
  await assert.rejects(openImages(imageFolder(folder.path, { labels: { ...labels, label: 'sort' } })), {
    code: 'column-unknown',
  });
});
