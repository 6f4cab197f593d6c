import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { coco } from './coco.ts';
import { type CocoSegmentation, cocoMask } from './coco-mask.ts';

type Recorded = { name: string; segmentation: CocoSegmentation; mask: string };

const { height, width, cases }: { height: number; width: number; cases: Recorded[] } = JSON.parse(
  readFileSync(new URL('../../fixtures/masks.json', import.meta.url), 'utf8'),
);

test('outlines, runs and packed runs cover the pixels that they cover in pycocotools', () => {
  for (const { name, segmentation, mask } of cases) {
    const got = Buffer.from(cocoMask(segmentation, height, width));
    assert.ok(got.equals(Buffer.from(mask, 'base64')), name);
  }
});

test('masks come with the boxes of a COCO file, crowds as such; what is no segmentation is a fault', () => {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-coco-'));
  try {
    const square = [[2, 3, 12, 3, 12, 14, 2, 14]];
    const each = (segmentation: unknown, iscrowd = 0) => ({
      image_id: 1,
      category_id: 7,
      bbox: [2, 3, 10, 11],
      iscrowd,
      segmentation,
    });
    const file = join(folder, 'instances.json');
    const runs = { size: [height, width], counts: [height * width] };
    const annotations = [each(square), each(runs, 1), each([]), each([[1, 2]]), each('x')];
    writeFileSync(join(folder, 'a.jpg'), '');
    writeFileSync(
      file,
      JSON.stringify({
        images: [{ id: 1, file_name: 'a.jpg', height, width }],
        annotations,
        categories: [{ id: 7, name: 'cat' }],
      }),
    );
    const [image] = coco(file, folder);
    assert.deepEqual(
      image!.boxes.map(({ mask, isCrowd }) => [mask, isCrowd]),
      [
        [square, undefined],
        [runs, true],
        [undefined, undefined],
        [undefined, undefined],
        [undefined, undefined],
      ],
    );
    assert.equal(
      image!.faults.filter((one) => /cat: its segmentation is neither outlines nor runs/.test(one)).length,
      2,
    );
    assert.equal(
      cocoMask(image!.boxes[0]!.mask!, height, width).reduce((sum, one) => sum + one, 0),
      110,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('runs that do not fit the picture, or are damaged, are refused', () => {
  const size: [number, number] = [4, 3];
  for (const [segmentation, reason] of [
    [{ size, counts: [5, 8] }, /longer than the picture/],
    [{ size, counts: [5, 3] }, /cover 8 of 12/],
    [{ size: [3, 4], counts: [12] }, /size is 3 × 4/],
    [{ size, counts: '\u007f' }, /letters that stand for none/],
    [{ size, counts: 'o' }, /middle of a number/],
  ] satisfies [CocoSegmentation, RegExp][]) {
    assert.throws(() => cocoMask(segmentation, 4, 3), { code: 'annotation-invalid', message: reason });
  }
});
