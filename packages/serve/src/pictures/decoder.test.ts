import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIMITS } from '@capstan/base';
import type { Preprocessing } from '@capstan/data';
import { Deadline } from '../http/deadline.ts';
import { pngBomb } from '../testing/pictures.ts';
import { PictureDecoder } from './decoder.ts';

const preprocessing: Preprocessing = {
  kind: 'image',
  size: [8, 8],
  channels: 1,
  resize: 'stretch',
  ratio: 1,
  mean: [0],
  std: [1],
};
const black = (width: number, height: number) => pngBomb(width, height, (width + 1) * height);
const options = (more: object = {}) => ({
  preprocessing,
  maxPixels: undefined,
  deadline: new Deadline(60_000),
  signal: new AbortController().signal,
  ...more,
});

test('a picture may have as many pixels as in training', async () => {
  const decoder = new PictureDecoder();
  assert.equal(LIMITS.pixels, 80_000_000);
  const sixty = await decoder.decode(black(7500, 8000), options());
  assert.deepEqual(sixty, new Float32Array(64));
  await assert.rejects(decoder.decode(black(9000, 9000), options()), { code: 'bad-image', message: /80 million/ });
  const stricter = options({ maxPixels: 1000 });
  await assert.rejects(decoder.decode(black(40, 40), stricter), { code: 'bad-image' });
});

test('large pictures wait for each other, small ones for none, and what is late is not begun', async () => {
  const decoder = new PictureDecoder();
  const order: string[] = [];
  const done = (name: string) => () => order.push(name);
  const large = [1, 2, 3, 4].map((i) => decoder.decode(black(2500, 2000), options()).then(done(`large ${i}`)));
  const late = assert.rejects(decoder.decode(black(2500, 2000), options({ deadline: new Deadline(-1) })), {
    code: 'deadline-exceeded',
  });
  await decoder.decode(black(8, 8), options()).then(done('small'));
  await Promise.all([...large, late]);
  assert.equal(order[0], 'small');
  assert.equal(order.length, 5);
});
