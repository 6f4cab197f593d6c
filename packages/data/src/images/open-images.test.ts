import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cp, mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { DataError, type DataErrorCode } from '../errors.ts';
import { bomb, digit, picture, realData, temporaryFolder } from '../testing/samples.ts';
import { horizontalFlip } from './augment/move/horizontal-flip.ts';
import { randomResizedCrop } from './augment/move/random-resized-crop.ts';
import { decodeImage } from './decode/decode-image.ts';
import { encodePng } from './decode/png.ts';
import type { FindingKind } from './findings/index.ts';
import { renderReport } from './findings/render-report.ts';
import { report } from './findings/report.ts';
import type { ImageData } from './image-data.ts';
import { loader } from './loader/loader.ts';
import { openImages } from './open-images.ts';
import { type ImageFolderOptions, imageFolder } from './source/image-folder.ts';

async function put(root: string, file: string, content: Uint8Array | string): Promise<void> {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), content);
}

/** Some digits as a folder: class → how many. */
async function digits(root: string, classes: Record<string, number>): Promise<void> {
  for (const [k, [name, count]] of Object.entries(classes).entries()) {
    for (let i = 0; i < count; i++) await put(root, `${name}/${i}.png`, encodePng(digit(k, i), 28, 28));
  }
}

function open(root: string, options: ImageFolderOptions = {}): Promise<ImageData> {
  return openImages(imageFolder(root, { channels: 1, ...options }));
}

const found = (data: ImageData, kind: FindingKind) => data.findings.find((one) => one.kind === kind);
const named = (data: ImageData, kind: FindingKind) => (found(data, kind)?.items ?? []).map((item) => item.file).sort();

async function refused(
  root: string,
  code: DataErrorCode,
  message: RegExp,
  options: ImageFolderOptions = {},
): Promise<void> {
  await assert.rejects(open(root, options), (error) => {
    assert.ok(error instanceof DataError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  });
}

test('a folder of classes is read, split and described', async () => {
  await using folder = await temporaryFolder();
  await digits(folder.path, { zero: 20, one: 20, two: 20 });
  const data = await open(folder.path);
  assert.deepEqual(data.classes, ['one', 'two', 'zero']);
  assert.deepEqual([data.train.length, data.validation.length, data.test.length], [48, 6, 6]);
  assert.deepEqual(data.preprocessing.size, [28, 28]);
  assert.deepEqual(data.findings, []);
  for (const set of [data.train, data.validation, data.test]) {
    for (const [i, file] of set.files.entries()) assert.equal(file.split('/')[0], data.classes[set.labels[i]!]);
  }
  const all = [data.train, data.validation, data.test].flatMap((set) => [...set.files]);
  assert.equal(new Set(all).size, 60);
  const bytes = [...data.train.files].flatMap((file) => {
    const [name, number] = file.replace('.png', '').split('/');
    return [...digit(['zero', 'one', 'two'].indexOf(name!), Number(number))];
  });
  const mean = bytes.reduce((sum, value) => sum + value, 0) / bytes.length / 255;
  assert.ok(Math.abs(data.preprocessing.mean[0]! - mean) < 1e-6, 'normalisation is learnt from the training set alone');
});

test('what is damaged, foreign or hostile is set aside with its reason, and the rest is used', async () => {
  await using folder = await temporaryFolder();
  const root = folder.path;
  await digits(root, { a: 10, b: 10 });
  const jpeg = await picture(300, 300).jpeg().toBuffer();
  await put(root, 'a/cut.jpg', jpeg.subarray(0, jpeg.length / 2));
  await put(root, 'a/text.png', 'not a picture at all');
  await put(root, 'a/zero.png', '');
  await put(root, 'b/huge.png', bomb(30_000));
  await put(root, 'b/scan.heic', '\0\0\0\x18ftypheic');
  await put(root, 'b/really-a-page.png', '<html></html>');
  await put(root, 'b/notes.txt', 'hello');
  await put(root, 'b/.DS_Store', 'hidden');
  await put(root, 'labels.csv', 'a,b');
  await symlink('/etc/passwd', join(root, 'a/passwd.png'));
  await symlink(root, join(root, 'b/loop'));
  await symlink('0.png', join(root, 'b/alias.png'));
  execFileSync('mkfifo', [join(root, 'a/pipe.png')]);
  const data = await open(root);
  assert.deepEqual(named(data, 'unreadable'), ['a/cut.jpg', 'a/text.png', 'a/zero.png']);
  assert.match(found(data, 'unreadable')!.items.find((item) => item.file === 'a/cut.jpg')!.reason, /cut short/);
  assert.deepEqual(named(data, 'too-large'), ['b/huge.png']);
  assert.deepEqual(
    data.findings
      .filter((one) => one.kind === 'unsupported')
      .flatMap((one) => one.items)
      .map((item) => item.file)
      .sort(),
    ['b/really-a-page.png', 'b/scan.heic'],
  );
  assert.deepEqual(named(data, 'link'), ['a/passwd.png', 'b/loop']);
  assert.deepEqual(named(data, 'stray'), ['a/pipe.png', 'b/notes.txt', 'labels.csv']);
  assert.deepEqual(named(data, 'duplicate'), ['b/alias.png'], 'a link inside the data is followed, and is then a copy');
  assert.equal(data.pictures.length, 20);
  for (const one of data.findings) assert.ok(one.message.length > 0 && one.hint.length > 0);
});

test('copies: of one class the first stays, of two classes none', async () => {
  await using folder = await temporaryFolder();
  const root = folder.path;
  await digits(root, { a: 10, b: 10 });
  await put(root, 'a/copy.png', encodePng(digit(0, 3), 28, 28));
  await put(
    root,
    'a/other-bytes.png',
    await sharp(digit(0, 4), { raw: { width: 28, height: 28, channels: 1 } })
      .png()
      .toBuffer(),
  );
  await put(root, 'b/same-as-a5.png', encodePng(digit(0, 5), 28, 28));
  const data = await open(root);
  assert.deepEqual(named(data, 'duplicate'), ['a/copy.png', 'a/other-bytes.png']);
  assert.deepEqual(
    found(data, 'duplicate')!.items.map((item) => item.reason),
    ['the same bytes as a/3.png', 'the same pixels as a/4.png'],
  );
  assert.deepEqual(named(data, 'conflict'), ['a/5.png', 'b/same-as-a5.png']);
  assert.equal(found(data, 'conflict')!.severity, 'error');
  const used = data.pictures.map((one) => one.file);
  assert.ok(used.includes('a/3.png') && used.includes('a/4.png') && !used.includes('a/5.png'));
});

test('a class with one picture, and one with none, are findings', async () => {
  await using folder = await temporaryFolder();
  await digits(folder.path, { a: 20, b: 20, lonely: 1 });
  await mkdir(join(folder.path, 'empty'));
  const data = await open(folder.path);
  assert.deepEqual(data.classes, ['a', 'b', 'lonely']);
  assert.deepEqual(named(data, 'empty-class'), ['empty']);
  assert.deepEqual(found(data, 'small-class')!.items, [
    { file: 'lonely', reason: '1 picture, none for validation and test' },
  ]);
  assert.ok(data.train.files.includes('lonely/0.png'));
  assert.match(found(data, 'imbalance')!.message, /16 in the largest, 1 in the smallest/);
});

test('folders within folders: those that may be the classes are pointed out', async () => {
  await using folder = await temporaryFolder();
  const root = folder.path;
  await digits(root, { 'outer/a': 4, 'outer/b': 4 });
  await refused(root, 'one-class', /Are the classes the folders within it\? Then give .*outer$/);
  for (let i = 0; i < 6; i++) {
    for (const [k, name] of ['a', 'b'].entries())
      await put(root, `other/${name}/${i}.png`, encodePng(digit(k + 5, i), 28, 28));
  }
  const data = await open(root);
  assert.deepEqual(data.classes, ['other', 'outer']);
  assert.deepEqual(named(data, 'nested-class'), ['other', 'outer']);
  assert.equal(found(data, 'nested-class')!.items[0]!.reason, 'holds a, b');
  await put(root, 'other/beside.png', encodePng(digit(7, 0), 28, 28));
  assert.equal(
    found(await open(root), 'nested-class'),
    undefined,
    'folders that only sort the pictures are no classes',
  );
});

test('names of every kind are read; one that is not UTF-8 is told of', {
  skip: process.platform !== 'linux',
}, async () => {
  await using folder = await temporaryFolder();
  const root = folder.path;
  await digits(root, { a: 6, b: 6 });
  const names = ['UPPER.PNG', 'new\nline.png', `quote'".png`, '细胞-é-😀.png', ' .png'];
  for (const [i, name] of names.entries()) await put(root, `a/${name}`, encodePng(digit(2, i), 28, 28));
  const odd = Buffer.concat([Buffer.from(join(root, 'a/')), Buffer.from([0xff, 0xfe]), Buffer.from('.png')]);
  writeFileSync(odd, encodePng(digit(2, 9), 28, 28));
  const data = await open(root);
  assert.equal(data.pictures.length, 17);
  assert.match(found(data, 'unreadable')!.items[0]!.reason, /its name is not UTF-8: rename it/);
  const table = renderReport(report(data), { color: false, width: 60 });
  for (const line of table.split('\n')) assert.ok([...line].length <= 60, line);
  assert.match(table, /Replace\s+or\s+delete\s+them\./, 'what to do is never cut off');
});

test('of a picture that moves the first frame is taken', async () => {
  const frames = await Promise.all([1, 2].map((label) => picture(28, 28, label).raw().toBuffer()));
  const moving = await sharp(Buffer.concat(frames), { raw: { width: 28, height: 56, channels: 3, pageHeight: 28 } })
    .webp({ lossless: true })
    .toBuffer();
  assert.equal((await sharp(moving).metadata()).pages, 2);
  const base = { size: [28, 28] as const, channels: 3 as const, resize: 'crop' as const, ratio: 1 };
  const [first, still] = await Promise.all(
    [moving, await picture(28, 28, 1).png().toBuffer()].map((bytes) =>
      decodeImage(bytes, { ...base, size: [28, 28], kind: 'image', mean: [0, 0, 0], std: [1, 1, 1] }),
    ),
  );
  assert.deepEqual(first, still);
});

test('a folder that is missing, empty, flat, without pictures or of one class is an error that says what to do', async () => {
  await using folder = await temporaryFolder();
  const root = folder.path;
  await refused(
    join(root, 'nowhere'),
    'folder-missing',
    /nowhere: there is no such folder. Give the folder that holds/,
  );
  await refused(root, 'folder-empty', /the folder is empty. Put the pictures of each class into a folder/);
  await put(root, 'flat.png', encodePng(digit(0, 0), 28, 28));
  await refused(join(root, 'flat.png'), 'folder-missing', /expected a folder, received a file/);
  await refused(root, 'folder-empty', /pictures lie in it, but no folders/);
  await mkdir(join(root, 'a'));
  await refused(root, 'no-images', /no usable picture in 1 class folders/);
  await put(root, 'a/x.png', 'text');
  await refused(root, 'no-images', /1 file cannot be decoded/);
  await put(root, 'a/y.png', encodePng(digit(0, 0), 28, 28));
  await refused(root, 'one-class', /only the class "a" has usable pictures.* two classes/);
  await digits(root, { a: 4, b: 4 });
  await refused(root, 'split-impossible', /asks for 100 pictures, and there are 8/, {
    split: { train: 80, validation: 10, test: 10 },
  });
});

test('a folder already split keeps its split, what it lacks is drawn from training, and what leaks is taken out', async () => {
  await using folder = await temporaryFolder();
  const root = folder.path;
  for (const [k, name] of ['a', 'b'].entries()) {
    for (let i = 0; i < 30; i++) await put(root, `train/${name}/${i}.png`, encodePng(digit(k, i), 28, 28));
    for (let i = 30; i < 40; i++) await put(root, `test/${name}/${i}.png`, encodePng(digit(k, i), 28, 28));
  }
  await put(root, 'train/a/leak.png', encodePng(digit(0, 33), 28, 28));
  const data = await open(root);
  assert.deepEqual(data.classes, ['a', 'b']);
  assert.equal(data.test.length, 20);
  assert.ok(data.test.files.every((file) => file.startsWith('test/')));
  assert.deepEqual([data.train.length, data.validation.length], [54, 6]);
  assert.deepEqual(found(data, 'leak')!.items, [
    { file: 'train/a/leak.png', reason: 'the same bytes as test/a/33.png', like: 'test/a/33.png' },
  ]);
});

test('the fingerprint follows content, class and split, not names', async () => {
  await using first = await temporaryFolder();
  await digits(first.path, { a: 12, b: 12 });
  const { hash } = await open(first.path);
  await using second = await temporaryFolder();
  await cp(first.path, second.path, { recursive: true });
  await rename(join(second.path, 'a/3.png'), join(second.path, 'a/zzz.png'));
  assert.equal((await open(second.path)).hash, hash);
  assert.notEqual((await open(second.path, { seed: 1 })).hash, hash, 'another split is other data');
  await rename(join(second.path, 'a/zzz.png'), join(second.path, 'b/zzz.png'));
  assert.notEqual((await open(second.path)).hash, hash);
});

test('pictures of different sizes get one that suits them; enlarged ones are told of', async () => {
  await using folder = await temporaryFolder();
  for (let i = 0; i < 8; i++) {
    await put(
      folder.path,
      `a/${i}.jpg`,
      await picture(300 + 10 * i, 260, i % 10)
        .jpeg()
        .toBuffer(),
    );
    await put(
      folder.path,
      `b/${i}.webp`,
      await picture(200, 400 + i, i % 10)
        .webp()
        .toBuffer(),
    );
  }
  await put(folder.path, 'b/tiny.png', await picture(40, 30).png().toBuffer());
  const data = await open(folder.path, { channels: 3 });
  assert.deepEqual(data.preprocessing.size, [224, 224]);
  assert.deepEqual(named(data, 'enlarged'), ['b/tiny.png']);
  const own = await open(folder.path, { channels: 3, augment: [randomResizedCrop()] });
  assert.deepEqual(own.preprocessing.size, data.preprocessing.size, 'a crop without a size leaves it to the pictures');
  const windows = await open(folder.path, { channels: 3, augment: [randomResizedCrop(96)] });
  assert.deepEqual(windows.preprocessing.size, [96, 96]);
  assert.equal(windows.preprocessing.ratio, 0.875);
});

test('class weights make classes weigh the same, and are ones unless asked for', async () => {
  await using folder = await temporaryFolder();
  await digits(folder.path, { a: 30, b: 10 });
  assert.deepEqual((await open(folder.path)).classWeights, Float32Array.of(1, 1));
  const { train, classWeights } = await open(folder.path, { balance: 'weights' });
  const weight = [0, 0];
  for (const label of train.labels) weight[label]! += classWeights[label]!;
  assert.ok(Math.abs(weight[0]! - weight[1]!) < 1e-4 && Math.abs(weight[0]! - train.length / 2) < 1e-4);
});

test('opening can be watched and stopped', async () => {
  await using folder = await temporaryFolder();
  await digits(folder.path, { a: 150, b: 150 });
  const seen: number[] = [];
  await openImages(imageFolder(folder.path), {
    workers: 2,
    onProgress: ({ done, total, unit }) => seen.push(done) && assert.deepEqual([total, unit], [300, 'pictures']),
  });
  assert.equal(seen.at(-1), 300);
  const stop = new AbortController();
  const opening = openImages(imageFolder(folder.path), { signal: stop.signal, onProgress: () => stop.abort() });
  await assert.rejects(opening, { name: 'AbortError' });
});

test('the report counts everything, and its table cannot be written into from outside', async () => {
  await using folder = await temporaryFolder();
  await digits(folder.path, { 'a\u001b[31mred': 10, b: 30 });
  await put(folder.path, 'b/\u001b[2Jclear.png', 'text');
  const data = await open(folder.path);
  const summary = report(data);
  assert.deepEqual(JSON.parse(JSON.stringify(summary)), summary);
  assert.deepEqual(summary.splits, { train: 32, validation: 4, test: 4 });
  assert.deepEqual([summary.found, summary.setAside], [41, 1]);
  assert.deepEqual(summary.images.height, { least: 28, median: 28, most: 28 });
  assert.equal(
    summary.classes.reduce((sum, row) => sum + row.total, 0),
    40,
  );
  const text = renderReport(summary, { color: false, width: 100 });
  assert.ok(!text.includes('\u001b'), 'no escape codes');
  assert.match(text, /a\\x1b\[31mred +8 +1 +1 {2}█+.? 10/);
  assert.match(text, /✖ 1 file cannot be decoded/);
  assert.ok(text.split('\n').every((line) => line.length <= 100));
});

test('a copy in another split is seen though it was coded again, cropped or brightened, and can be set aside', async () => {
  await using folder = await temporaryFolder();
  const root = folder.path;
  const drawn = async (seed: number) => {
    const spots = Array.from({ length: 40 }, (_, i) => {
      const at = (k: number) => ((Math.sin(seed * 12.9898 + i * 78.233 + k * 37.719) + 1) * 43758.5453 * 240) % 240;
      return `<circle cx="${at(1)}" cy="${at(2)}" r="${4 + at(3) / 8}" fill="rgb(${at(4)},${at(5)},${at(6)})"/>`;
    });
    const svg = `<svg width="240" height="240"><rect width="240" height="240" fill="#678"/>${spots.join('')}</svg>`;
    return sharp(await sharp(Buffer.from(svg)).png().toBuffer());
  };
  for (let i = 0; i < 24; i++) {
    const [split, label] = [i < 18 ? 'train' : 'test', i % 2 ? 'a' : 'b'];
    await put(root, `${split}/${label}/${i}.jpg`, await (await drawn(i)).jpeg({ quality: 95 }).toBuffer());
  }
  await put(root, 'test/a/again.jpg', await (await drawn(1)).jpeg({ quality: 50 }).toBuffer());
  const cropped = (await drawn(3)).extract({ left: 6, top: 6, width: 228, height: 228 });
  await put(root, 'test/a/cropped.png', await cropped.png().toBuffer());
  await put(root, 'test/b/brighter.webp', await (await drawn(4)).linear(1.2, 0).webp({ quality: 90 }).toBuffer());
  const options = { size: 96, split: { train: 1 } };
  const data = await open(root, options);
  assert.deepEqual(named(data, 'near-leak'), ['train/a/1.jpg', 'train/a/3.jpg', 'train/b/4.jpg']);
  assert.match(found(data, 'near-leak')!.items[0]!.reason, /in train; looks like test\/a\/again\.jpg in test \(\d/);
  assert.equal(data.train.length, 18);
  const removed = await open(root, { ...options, nearLeaks: 'remove' });
  assert.equal(removed.train.length, 15);
  assert.match(found(removed, 'near-leak')!.message, /set aside/);
  assert.deepEqual((await open(root, { ...options, nearLeaks: 'ignore' })).findings, []);
  assert.equal(found(data, 'near-conflict'), undefined);
  // Under two classes it is a conflict wherever the two lie, as the same bytes are.
  await put(root, 'test/b/other.jpg', await (await drawn(5)).jpeg({ quality: 60 }).toBuffer());
  const { items } = found(await open(root, options), 'near-conflict')!;
  assert.deepEqual(
    items.map(({ file, like }) => [file, like].sort()),
    [['test/b/other.jpg', 'train/a/5.jpg']],
  );
});

test('cells cut from photographs, of all sizes and very unlike in number, are read, balanced and loaded', async (t) => {
  const source = realData('bccd');
  if (!source) return t.skip('the data set bccd is not here');
  await using folder = await temporaryFolder();
  const lines = (await readFile(join(source, 'test.csv'), 'utf8')).trim().split('\n').slice(1, 301);
  for (const [i, line] of lines.entries()) {
    const [file, cell, ...box] = line.split(',');
    const [left, right, top, bottom] = box.map(Number) as [number, number, number, number];
    if (right <= left || bottom <= top) continue; // some boxes in the file have no area
    const window = { left, top, width: right - left, height: bottom - top };
    const cut = sharp(join(source, 'BCCD/JPEGImages', file!)).extract(window);
    await put(folder.path, `${cell}/${i}.jpg`, await cut.jpeg().toBuffer());
  }
  const data = await openImages(imageFolder(folder.path, { balance: 'oversample', augment: [horizontalFlip()] }));
  assert.deepEqual(data.classes, ['Platelets', 'RBC', 'WBC']);
  assert.equal(found(data, 'imbalance')?.severity, 'note');
  assert.ok(data.findings.every((one) => one.severity !== 'error'));
  const [height, width] = data.preprocessing.size;
  assert.ok(height === width && height >= 64 && height <= 128);
  const options = { batchSize: 32, shuffle: true, augment: data.augment, balance: 'oversample' } as const;
  await using batches = loader(data.train, data.preprocessing, options);
  const seen = [0, 0, 0];
  for await (const { input, index } of batches) {
    assert.deepEqual(input.shape.slice(1), [3, height, width]);
    assert.ok(input.data().every(Number.isFinite));
    for (const at of index) seen[data.train.labels[at]!]! += 1;
  }
  assert.ok(seen[0] === seen[1] && seen[1] === seen[2], `classes in an epoch: ${seen}`);
});

test('another limit on pixels than the usual is part of the model, so that the server keeps to it', async () => {
  await using folder = await temporaryFolder();
  await digits(folder.path, { a: 10, b: 10 });
  assert.equal('maxPixels' in (await open(folder.path, { size: 28 })).preprocessing, false);
  const { preprocessing } = await open(folder.path, { size: 28, maxPixels: 1000 });
  assert.equal(preprocessing.maxPixels, 1000);
  const large = encodePng(new Uint8Array(40 * 40), 40, 40);
  await assert.rejects(decodeImage(large, preprocessing), { code: 'image-too-large' });
});
