import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { purpose, Random } from '@capstan/base';
import type { Transform } from '../images/augment/index.ts';
import { affine } from '../images/augment/move/affine.ts';
import { centerCrop } from '../images/augment/move/center-crop.ts';
import { horizontalFlip } from '../images/augment/move/horizontal-flip.ts';
import { perspective } from '../images/augment/move/perspective.ts';
import { randomCrop } from '../images/augment/move/random-crop.ts';
import { randomResizedCrop } from '../images/augment/move/random-resized-crop.ts';
import { resize } from '../images/augment/move/resize.ts';
import { verticalFlip } from '../images/augment/move/vertical-flip.ts';
import { trivialAugment } from '../images/augment/policies/trivial-augment.ts';
import type { Preprocessing } from '../images/preprocessing.ts';

import { realData, temporaryFolder } from '../testing/samples.ts';
import { sampleAugmenter } from './augment-sample.ts';
import { coco } from './coco.ts';
import { parseVoc, pascalVoc } from './pascal-voc.ts';

/** A white rectangle on black, and its box and mask: after any step all three must still lie on each other. */
function rectangle() {
  const [height, width] = [60, 80];
  const box = { label: 'cell', left: 20, top: 14, right: 52, bottom: 40 };
  const data = new Uint8Array(height * width);
  for (let y = box.top; y < box.bottom; y++) data.fill(255, y * width + box.left, y * width + box.right);
  const pixels = { data, channels: 1, height, width };
  return { pixels, boxes: [box], mask: { ...pixels, data: data.map((value) => (value ? 3 : 0)) } };
}

const steps: Record<string, Transform[]> = {
  flips: [horizontalFlip(1), verticalFlip(1)],
  'resize and crop': [resize([90, 100]), centerCrop([70, 90])],
  'padded crop': [randomCrop({ size: [60, 80], padding: 8 })],
  'random resized crop': [randomResizedCrop([64, 64], { scale: [0.6, 1] })],
  'turn, shift, scale, shear': [affine({ degrees: 25, translate: [0.1, 0.1], scale: [0.8, 1.1], shear: 10 })],
  perspective: [perspective(0.4, 1)],
  'many at once': [
    horizontalFlip(),
    affine({ degrees: 12 }),
    randomResizedCrop([50, 60], { scale: [0.7, 1] }),
    verticalFlip(),
  ],
  TrivialAugment: [trivialAugment()],
};

for (const [name, augment] of Object.entries(steps)) {
  test(`boxes and masks follow their picture: ${name}`, () => {
    const settings: Preprocessing = {
      kind: 'image',
      size: [60, 80],
      channels: 1,
      resize: 'crop',
      ratio: 1,
      mean: [0],
      std: [1],
    };
    const change = sampleAugmenter(augment, settings, { visible: 0 });
    for (let index = 0; index < 12; index++) {
      const { pixels, boxes, mask } = change(rectangle(), new Random(5).at(purpose.augment, 0, index));
      const { data, height, width } = pixels;
      assert.deepEqual([mask!.height, mask!.width], [height, width]);
      let off = 0;
      let marked = 0;
      const seen = { left: width, top: height, right: 0, bottom: 0 };
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const isCell = mask!.data[y * width + x] === 3;
          marked += Number(isCell);
          // TrivialAugment may invert or darken; elsewhere the mask is where the picture is bright.
          if (name !== 'TrivialAugment') off += Number(isCell !== data[y * width + x]! >= 128);
          if (!isCell) continue;
          Object.assign(seen, { left: Math.min(seen.left, x), top: Math.min(seen.top, y) });
          Object.assign(seen, { right: Math.max(seen.right, x + 1), bottom: Math.max(seen.bottom, y + 1) });
        }
      }
      assert.ok(off <= 0.02 * height * width, `${off} pixels of the mask are off`);
      if (marked === 0) continue;
      const box = boxes[0]!;
      for (const side of ['left', 'top', 'right', 'bottom'] as const) {
        assert.ok(Math.abs(box[side] - seen[side]) <= 1.5, `${side} ${box[side]}, seen ${seen[side]}`);
      }
    }
  });
}

const bccd = realData('bccd/BCCD');

test('Pascal VOC: the blood cells are read, faulty boxes are named', { skip: !bccd && 'bccd is not here' }, () => {
  const images = pascalVoc(bccd!);
  const counts: Record<string, number> = {};
  for (const { boxes } of images) for (const { label } of boxes) counts[label] = (counts[label] ?? 0) + 1;
  const faults = images.flatMap((image) => image.faults);
  assert.equal(images.length, 364);
  assert.deepEqual(counts, {
    RBC: 4155 - faults.filter((fault) => fault.startsWith('RBC')).length,
    WBC: 372,
    Platelets: 361,
  });
  assert.ok(images.every(({ file }) => existsSync(file)));
});

test('an annotation cannot lead out of its folder, and what is none is refused', () => {
  const xml =
    '<annotation><filename>../../etc/passwd</filename><size><width>9</width><height>9</height></size></annotation>';
  assert.equal(parseVoc(xml, 'a.xml', 'root').file, join('root', 'JPEGImages', 'passwd'));
  assert.throws(() => parseVoc('<html>', 'a.xml', 'root'), { code: 'annotation-invalid' });
});

test('Pascal VOC: a part is not the object, and what is difficult says so', () => {
  const bounds = (box: number[]) =>
    `<bndbox><xmin>${box[0]}</xmin><ymin>${box[1]}</ymin><xmax>${box[2]}</xmax><ymax>${box[3]}</ymax></bndbox>`;
  const head = `<part><name>head</name>${bounds([5, 5, 9, 9])}</part>`;
  const xml = `<annotation><filename>a.jpg</filename><size><width>64</width><height>48</height></size><object><name>person</name>${head}<difficult>1</difficult>${bounds([1, 2, 30, 40])}</object></annotation>`;
  const { boxes, faults } = parseVoc(xml, 'a.xml', 'root');
  assert.deepEqual(boxes, [{ label: 'person', left: 0, top: 1, right: 30, bottom: 40, isDifficult: true }]);
  assert.deepEqual(faults, ['the picture is not there']);
});

test('COCO: boxes by picture; unknown ones and those outside are named; other files are refused', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'boxes.json');
  const images = [{ id: 1, file_name: 'a.jpg', height: 10, width: 20 }];
  const categories = [{ id: 7, name: 'cell' }];
  const box = (bbox: number[], category_id = 7, image_id = 1) => ({ image_id, category_id, bbox });
  const annotations = [box([2, 3, 30, 4]), box([50, 1, 2, 2]), box([0, 0, 1, 1], 8), box([0, 0, 1, 1], 7, 9)];
  await writeFile(file, JSON.stringify({ images, categories, annotations }));
  await writeFile(join(folder.path, 'a.jpg'), '');
  const [image] = coco(file, folder.path);
  assert.deepEqual(image!.boxes, [{ label: 'cell', left: 2, top: 3, right: 20, bottom: 7 }]);
  assert.equal(image!.faults.length, 3);
  const crowd = { ...box([2, 3, 4, 4]), iscrowd: 1 };
  await writeFile(file, JSON.stringify({ images, categories, annotations: [crowd] }));
  const [missing] = coco(file, 'pictures');
  assert.equal(missing!.boxes[0]!.isCrowd, true, 'a crowd is no ordinary box');
  assert.deepEqual(missing!.faults, ['the picture is not there']);
  await writeFile(
    file,
    JSON.stringify({ images: [{ ...images[0], file_name: '../x.jpg' }], categories, annotations: [] }),
  );
  assert.throws(() => coco(file, 'pictures'), /lies outside the folder/);
  await writeFile(file, '{"images": 3}');
  assert.throws(() => coco(file, 'pictures'), { code: 'annotation-invalid' });
});
