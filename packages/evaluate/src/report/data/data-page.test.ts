import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type DataReport, imageFolder, mnistFolder, openImages, report, thumbnail } from '@capstan/data';
import { dataPage } from './data-page.ts';

const dir = mkdtempSync(join(tmpdir(), 'capstan-data-page-'));
after(() => rmSync(dir, { recursive: true, force: true }));

test('a data report tells counts, findings, classes and pictures of real data, and loads nothing', async () => {
  const root = await mnistFolder(join(dir, 'digits'), { count: 200 });
  writeFileSync(join(root, '3/cut.png'), 'x');
  const data = await openImages(imageFolder(root, { channels: 1 }));
  const picture = { image: await thumbnail(data.train.path(0)), class: '0', file: data.train.files[0]! };
  const page = dataPage({ title: '<b>digits</b>', report: report(data), pictures: [picture] });
  assert.match(page, /<b>200 pictures in 10 classes<\/b> can be trained on; <b>1<\/b> of 201 was set aside/);
  assert.match(page, /1 thing wants your attention/);
  assert.match(page, /3\/cut\.png \(it is text/);
  assert.match(page, /<td class="name">3<\/td>(<td class="n">\d+<\/td>){3}/);
  assert.match(page, /&lt;b&gt;digits&lt;\/b&gt;/);
  assert.match(page, /<img src="data:image\/png;base64,/);
  assert.match(page, /default-src 'none'/);
  assert.doesNotMatch(page, /https?:\/\/|undefined|NaN|\[object|<script/);
});

test('many classes are cut to the ends, and a picture from elsewhere is refused', async () => {
  const classes = Array.from({ length: 60 }, (_, i) => {
    return { name: `class ${i}`, train: 100 + i, validation: 1, test: 1, total: 102 + i };
  });
  const range = { least: 8, median: 8, most: 8 };
  const given: DataReport = {
    root: 'many',
    hash: '0'.repeat(64),
    found: 8000,
    setAside: 0,
    classes,
    splits: { train: 7770, validation: 60, test: 60 },
    images: { bytes: 1e6, height: range, width: range, formats: { png: 8000 } },
    preprocessing: { kind: 'image', size: [8, 8], channels: 1, resize: 'crop', ratio: 1, mean: [0], std: [1] },
    findings: [],
  };
  const page = dataPage({ title: 'many', report: given });
  assert.match(page, /20 between them are not shown/);
  assert.match(page, /Nothing wants your attention/);
  assert.throws(
    () => dataPage({ title: 'x', report: given, pictures: [{ image: 'x.png', class: 'a', file: 'x.png' }] }),
    {
      code: 'image-invalid',
    },
  );
});

test('the pictures that findings are about are shown, copies beside what they look like', async () => {
  const root = await mnistFolder(join(dir, 'pairs'), { count: 60 });
  const data = await openImages(imageFolder(root, { channels: 1 }));
  const [first, second] = await Promise.all([0, 1].map((i) => thumbnail(data.train.path(i))));
  const picture = { image: first!, class: '0', file: '0/1.png' };
  const like = { image: second!, class: '0', file: '0/<2>.png' };
  const found = [
    { message: 'two <b>look</b> the same', pictures: [{ picture, like, reason: 'looks like 0/2.png (0.98)' }] },
  ];
  const page = dataPage({ title: 'pairs', report: report(data), found });
  assert.match(page, /<h3 class="seen">two &lt;b&gt;look&lt;\/b&gt; the same<\/h3><div class="gallery pairs">/);
  assert.match(page, /title="0\/1\.png"><img src="data:image\/png;base64,[^"]+" alt="0" title="0\/&lt;2&gt;\.png">/);
  assert.throws(
    () =>
      dataPage({
        title: 'x',
        report: report(data),
        found: [{ message: '', pictures: [{ picture, like: { ...like, image: 'http://x' }, reason: '' }] }],
      }),
    {
      code: 'image-invalid',
    },
  );
});
