import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compile, viewOf, write } from '../augment.ts';
import { purpose, Random } from '../philox.ts';
import type { Pixels } from '../pixels.ts';
import { digit } from '../testing/samples.ts';
import { parseTransform, type Transform } from '../transforms.ts';
import { applyTone } from './apply.ts';
import { clahe } from './clahe.ts';
import { bilateralFiltered, gaussianBlurred, medianFiltered } from './denoise.ts';
import { cornersOf, projected } from './perspective.ts';
import { equalized, grey, hueTurned, posterized, sharpened, solarized, stretched } from './tone.ts';
import * as make from './transforms.ts';

const oracle: { end: [number, number][]; cases: Record<string, number[]> } = JSON.parse(
  readFileSync(new URL('../../fixtures/images.json', import.meta.url), 'utf8'),
);
const data = Uint8Array.from([0, 1, 2].flatMap((index) => [...digit(5, index)]));
const colourful: Pixels = { data, channels: 3, height: 28, width: 28 };
const dim = { ...colourful, data: data.map((value) => (value >> 1) + 30) };
const stream = (index = 0) => new Random(3).at(purpose.augment, 1, index);

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
  ['pad', () => applyTone(colourful, make.pad(3, 7), stream()).pixels, 0],
];

for (const [name, made, tolerance] of cases) {
  test(`${name} equals torchvision, Pillow or SciPy to ${tolerance} steps of 255`, () => {
    const expected = oracle.cases[name]!;
    const { data: got } = made();
    assert.equal(got.length, expected.length);
    const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - got[i]!)), 0);
    assert.ok(worst <= tolerance, `off by ${worst}`);
    assert.ok(
      got.some((value, i) => value !== data[i]),
      'the picture has changed',
    );
  });
}

test('local contrast is plain equalisation with one tile and no limit, and a limit bounds contrast', () => {
  const ramp: Pixels = {
    data: Uint8Array.from({ length: 4096 }, (_, i) => 64 + (i >> 6)),
    channels: 1,
    height: 64,
    width: 64,
  };
  const full = clahe(ramp, 1000, [1, 1]).data;
  assert.ok(full[0]! < 5 && full.at(-1) === 255);
  // What is cut off is spread over all values: at limit 1 no step can more than double.
  const limited = clahe(ramp, 1, [1, 1]).data;
  assert.ok(limited.every((value, i) => i < 64 || Math.abs(value - limited[i - 64]!) <= 2));
  const local = clahe(ramp, 4, [8, 8]).data;
  assert.ok(Math.max(...local) - Math.min(...local) > 63);
});

const all: Transform[] = [
  ...[make.pad(2), make.perspective(0.4, 1), make.hueJitter(0.2), make.grayscale(0.5), make.gaussianBlur(5)],
  ...[make.medianFilter(3), make.bilateralFilter(1, 30), make.sharpness(2), make.solarize(), make.posterize(4)],
  ...[make.equalize(), make.autocontrast(), make.localContrast(2, [2, 2]), make.randomErasing({ p: 1 })],
  ...[make.randAugment(), make.trivialAugment(), make.augMix()],
];

test('every step survives JSON, is the same for one (seed, epoch, index), and the random ones differ for others', () => {
  const preprocessing = {
    kind: 'image',
    size: [28, 28],
    channels: 3,
    resize: 'crop',
    ratio: 1,
    mean: [0, 0, 0],
    std: [1, 1, 1],
  } as const;
  const tables = Array.from({ length: 3 }, () => Float32Array.from({ length: 256 }, (_, value) => value));
  for (const step of all) {
    const read = parseTransform(JSON.parse(JSON.stringify(step)));
    assert.deepEqual(read, step);
    const run = (index: number): string => {
      const view = viewOf(dim);
      compile([read], { ...preprocessing, size: [28, 28], mean: [0, 0, 0], std: [1, 1, 1] })(view, stream(index));
      const out = new Float32Array(3 * view.height * view.width);
      write(view, tables, out, 0);
      assert.ok(out.every((value) => value >= 0 && value <= 255));
      return out.join();
    };
    assert.equal(run(4), run(4), step.kind);
    const different = new Set(Array.from({ length: 24 }, (_, index) => run(index)));
    const fixed = ['pad', 'medianFilter', 'bilateralFilter', 'clahe'].includes(step.kind);
    assert.equal(different.size > 1, !fixed, step.kind);
  }
  assert.deepEqual(
    dim.data,
    data.map((value) => (value >> 1) + 30),
    'the picture itself is left alone',
  );
});

test('options out of range are refused by name', () => {
  assert.throws(() => make.gaussianBlur(4), /gaussianBlur size: expected an odd number, received 4/);
  assert.throws(() => make.posterize(9), /posterize: expected a whole number from 0 to 8, received 9/);
  assert.throws(() => parseTransform({ kind: 'randomErasing', scale: 'wide' }), /randomErasing scale/);
});
