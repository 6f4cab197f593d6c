import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError } from '../../errors.ts';
import { parseTransform } from '../augment/index.ts';
import { affine } from '../augment/move/affine.ts';
import { horizontalFlip } from '../augment/move/horizontal-flip.ts';
import { randomCrop } from '../augment/move/random-crop.ts';
import { randomResizedCrop } from '../augment/move/random-resized-crop.ts';
import { resize } from '../augment/move/resize.ts';
import { type ImageFolderOptions, imageFolder } from './image-folder.ts';

test('a source is plain JSON with its defaults filled in', () => {
  const source = imageFolder('photos', {
    size: 224,
    augment: [randomResizedCrop(224), horizontalFlip()],
    normalize: 'imagenet',
  });
  assert.deepEqual(JSON.parse(JSON.stringify(source)), source);
  assert.deepEqual(source.options.split, { train: 0.8, validation: 0.1, test: 0.1 });
  assert.deepEqual(source.options.size, [224, 224]);
  assert.equal(source.options.normalize?.mean.length, 3);
});

test('transforms come back from JSON as they were', () => {
  const all = [
    resize([3, 4]),
    randomCrop({ padding: 4 }),
    randomResizedCrop(8),
    randomResizedCrop(),
    affine({ degrees: 5, shear: 3 }),
  ];
  assert.deepEqual(
    all.map((one) => parseTransform(JSON.parse(JSON.stringify(one)))),
    all,
  );
});

const refused = (options: object, message: RegExp) => {
  // Options as a project file without types could hold them.
  assert.throws(
    () => imageFolder('photos', options as ImageFolderOptions),
    (error) => {
      assert.ok(error instanceof DataError);
      assert.equal(error.code, 'option-invalid');
      assert.match(error.message, message);
      return true;
    },
  );
};

test('wrong options are refused with what was expected and received', () => {
  refused({ normalise: 'imagenet' }, /no option "normalise". Did you mean normalize\?/);
  refused({ size: 0 }, /size: expected a number of pixels.* received 0/);
  refused({ size: [10, 20, 30] }, /received \[10,20,30\]/);
  refused({ channels: 2 }, /channels: expected 1 or 3, received 2/);
  refused({ split: { train: 0.8, validation: 0.3 } }, /shares that add to at most 1/);
  refused(
    { split: { train: 0.8, valid: 0.1 } },
    /split has no option 'valid'. Did you mean 'validation'\? It takes train, validation, test/,
  );
  refused(
    { labels: { table: 'a.csv', file: 'f', label: 'l', lable: 'l' } },
    /labels has no option 'lable'.* 'label'\?/,
  );
  refused({ normalize: { mean: [0, 0, 0], std: [1, 1, 1], sdt: 1 } }, /normalize has no option 'sdt'.* 'std'\?/);
  refused({ channels: 1, normalize: 'imagenet' }, /1 numbers each \(channels is 1\)/);
  refused({ normalize: { mean: [0, 0, 0], std: [1, 0, 1] } }, /std above 0/);
  refused({ augment: [{ kind: 'sharpen' }] }, /expected transforms \(affine, /);
  refused(
    { augment: [{ kind: 'horizontalFlip', p: 2 }] },
    /horizontalFlip p: expected a number from 0 to 1, received 2/,
  );
  refused({ balance: 'smote' }, /balance: expected none, oversample, undersample or weights/);
  refused({ seed: -1 }, /seed: expected a whole number from 0/);
});
