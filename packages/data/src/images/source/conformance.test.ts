import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { digit, temporaryFolder } from '../../testing/samples.ts';
import { encodePng } from '../decode/png.ts';
import type { LabelTable } from './contract.ts';
import { listPictures, pictureSources } from './list-pictures.ts';

const png = encodePng(digit(3, 0), 28, 28);

/** The same three pictures of two classes, given in each way; what else lies there is to be named. */
const given: Record<string, { files: Record<string, string | Uint8Array>; labels?: LabelTable; stray: string }> = {
  'class-folders': { files: { 'a/1.png': png, 'a/2.png': png, 'b/3.png': png, 'b/x.txt': 'text' }, stray: 'b/x.txt' },
  'metadata-file': {
    files: {
      'metadata.csv': 'file_name,label\na/1.png,a\na/2.png,a\nb/3.png,b\n../x.png,b\n',
      ...{ 'a/1.png': png, 'a/2.png': png, 'b/3.png': png },
    },
    stray: '../x.png',
  },
  'label-table': {
    files: {
      'labels.csv': 'path,what\nb/3.png,b\na/2.png,a\na/1.png,a\n../x.png,b\n',
      ...{ 'a/1.png': png, 'a/2.png': png, 'b/3.png': png },
    },
    labels: { table: 'labels.csv', file: 'path', label: 'what' },
    stray: '../x.png',
  },
};

for (const source of pictureSources) {
  test(`${source.kind}: the same pictures, sorted, and what is left alone`, async () => {
    assert.ok(source.about.endsWith('.'));
    const { files, labels, stray } = given[source.kind]!;
    await using folder = await temporaryFolder();
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder.path, name)), { recursive: true });
      writeFileSync(join(folder.path, name), content);
    }
    const options = labels ? { labels: { ...labels, table: join(folder.path, labels.table) } } : {};
    const first = pictureSources.find(({ isGiven }) => isGiven(folder.path, options));
    assert.equal(first?.kind, source.kind);
    const { classes, pictures, strays } = await listPictures(folder.path, options);
    assert.deepEqual(classes, ['a', 'b']);
    assert.deepEqual(
      pictures.map(({ file, class: name }) => [file, name]),
      [
        ['a/1.png', 'a'],
        ['a/2.png', 'a'],
        ['b/3.png', 'b'],
      ],
    );
    assert.deepEqual(
      strays.map(({ file }) => file),
      [stray],
    );
    await assert.rejects(listPictures(join(folder.path, 'nowhere'), options), { code: 'folder-missing' });
  });
}
