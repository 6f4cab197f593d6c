import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { purpose, Random } from '@capstan/base';
import * as make from '../../index.ts';

import { digit } from '../../testing/samples.ts';
import type { Pixels } from '../decode/pixels.ts';
import type { Preprocessing } from '../preprocessing.ts';
import { compile } from './compile.ts';
import { parseTransform, type Transform } from './index.ts';
import { clahe } from './pixels/clahe.ts';
import { bilateralFiltered, gaussianBlurred, medianFiltered } from './pixels/denoise.ts';
import { cornersOf, projected } from './pixels/perspective.ts';
import { equalized, grey, hueTurned, posterized, sharpened, solarized, stretched } from './pixels/tone.ts';
import { changes } from './policies/changes.ts';
import { viewOf } from './view.ts';

const recorded = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/${name}`, import.meta.url), 'utf8'));
const oracle: {
  end: [number, number][];
  cases: Record<string, number[]>;
  changes: { name: keyof typeof changes; magnitude: number; pixels: number[] }[];
} = recorded('images.json');
const data = Uint8Array.from([0, 1, 2].flatMap((index) => [...digit(5, index)]));
const colourful: Pixels = { data, channels: 3, height: 28, width: 28 };
const dim = { ...colourful, data: data.map((value) => (value >> 1) + 30) };

/** What comes of one step. */
function changed(step: Transform): Pixels {
  const view = viewOf(colourful);
  compile([step], preprocessing)(view, new Random(3).at(purpose.augment, 1, 0));
  return view.pixels;
}
const preprocessing: Preprocessing = {
  ...{ kind: 'image', size: [28, 28], channels: 3, resize: 'crop', ratio: 1 },
  ...{ mean: [0, 0, 0], std: [1, 1, 1] },
};

/** Steps of 255 that the worst pixel may be off. */
const cases: [name: string, made: () => Pixels, tolerance: number][] = [
  ['posterize', () => posterized(colourful, 3), 0],
  ['solarize', () => solarized(colourful, 100), 0],
  ['equalize', () => equalized(colourful), 0],
  ['autocontrast', () => stretched(dim), 0],
  ['sharpness', () => sharpened(colourful, 2.5), 1],
  ['softness', () => sharpened(colourful, 0.3), 1],
  ['grayscale', () => grey(colourful), 0],
  ['hue', () => hueTurned(colourful, 0.2), 1],
  ['gaussianBlur', () => gaussianBlurred(colourful, 5, 1.3), 1],
  ['perspective', () => projected(colourful, cornersOf(28, 28), oracle.end), 1],
  ['median', () => medianFiltered(colourful, 3), 0],
  ['bilateral', () => bilateralFiltered(colourful, 1.5, 40), 1],
  ['pad', () => changed(make.pad(3, 7)), 0],
];

for (const [name, made, tolerance] of cases) {
  test(`${name} equals torchvision, Pillow or SciPy to ${tolerance} steps of 255`, () => {
    const { data: got } = made();
    const worst = worstOf(got, oracle.cases[name]!);
    assert.ok(worst <= tolerance, `off by ${worst}`);
    assert.ok(
      got.some((value, i) => value !== data[i]),
      'the picture has changed',
    );
  });
}

const worstOf = (got: Uint8Array, expected: ArrayLike<number>): number => {
  assert.equal(got.length, expected.length);
  return got.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
};

test("every change of RandAugment and TrivialAugment equals torchvision's to 1 step of 255, and says how points move", () => {
  const rows = Array.from({ length: 3 * 28 }, (_, row) => data.subarray(row * 28 + 4, row * 28 + 24));
  const pixels: Pixels = { data: Uint8Array.from(rows.flatMap((row) => [...row])), channels: 3, height: 28, width: 20 };
  assert.deepEqual(new Set(oracle.changes.map(({ name }) => name)), new Set(Object.keys(changes)));
  for (const { name, magnitude, pixels: expected } of oracle.changes) {
    const worst = worstOf(changes[name](pixels, magnitude).pixels.data, expected);
    assert.ok(worst <= 1, `${name} of ${magnitude}: off by ${worst}`);
  }
  // A white pixel goes where its middle is said to go.
  const moves = { ShearX: 0.5, ShearY: -0.5, Rotate: 90, TranslateX: 3.5, TranslateY: -4 } as const;
  for (const [name, magnitude] of Object.entries(moves) as [keyof typeof moves, number][]) {
    const dot: Pixels = { data: new Uint8Array(400), channels: 1, height: 20, width: 20 };
    dot.data[8 * 20 + 11] = 255;
    const { pixels: made, moved } = changes[name](dot, magnitude);
    const [x, y] = [11.5, 8.5];
    const [toX, toY] = [moved![0]! * x + moved![1]! * y + moved![2]!, moved![3]! * x + moved![4]! * y + moved![5]!];
    let [sum, sumX, sumY] = [0, 0, 0];
    for (const [i, value] of made.data.entries()) {
      sum += value;
      sumX += value * ((i % 20) + 0.5);
      sumY += value * (Math.floor(i / 20) + 0.5);
    }
    assert.ok(
      Math.hypot(sumX / sum - toX, sumY / sum - toY) < 0.3,
      `${name}: ${sumX / sum}, ${sumY / sum}, ${toX}, ${toY}`,
    );
  }
});

test("local contrast is OpenCV's to the bit, of whole tiles and of parts", () => {
  type Picture = { height: number; width: number; pixels: string };
  type Case = { picture: string; limit: number; grid: [number, number]; pixels: string };
  const { pictures, cases: made }: { pictures: Record<string, Picture>; cases: Case[] } = recorded('clahe.json');
  for (const { picture, limit, grid, pixels } of made) {
    const { height, width, pixels: given } = pictures[picture]!;
    const data = Uint8Array.fromBase64(given);
    const got = clahe({ data, channels: 1, height, width }, limit, grid).data;
    assert.equal(worstOf(got, Uint8Array.fromBase64(pixels)), 0, `${picture}, limit ${limit}, ${grid.join(' × ')}`);
  }
});

test('options out of range are refused by name', () => {
  assert.throws(() => make.gaussianBlur(4), /gaussianBlur size: expected an odd number from 1 to 99, received 4/);
  assert.throws(() => make.posterize(9), /posterize bits: expected a whole number from 0 to 8, received 9/);
  assert.throws(() => parseTransform({ kind: 'randomErasing', scale: 'wide' }), /randomErasing scale/);
});
