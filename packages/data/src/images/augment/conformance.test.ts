// Every augmentation of the list, held to what each must keep. `fixtures/augmentations.json` was recorded when each kind's
// maker, reader, schema and work still stood in places of their own: what a step makes has to stay the same to the bit.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { purpose, Random } from '@capstan/base';
import { z } from 'zod';

import { digit } from '../../testing/samples.ts';
import type { Preprocessing } from '../preprocessing.ts';
import { checkSizes, compile } from './compile.ts';
import { augmentations, parseTransform, type Transform, transformSchema } from './index.ts';
import { viewOf, write } from './view.ts';

const recorded: { steps: Transform[]; sha256: string }[] = JSON.parse(
  readFileSync(new URL('../../../fixtures/augmentations.json', import.meta.url), 'utf8'),
);
const data = Uint8Array.from([0, 1, 2].flatMap((index) => [...digit(5, index)])).map((value) => (value >> 1) + 30);
const before = data.slice();
const preprocessing: Preprocessing = {
  ...{ kind: 'image', size: [28, 28], channels: 3, resize: 'crop', ratio: 1 },
  ...{ mean: [0, 0, 0], std: [1, 1, 1] },
};
const tables = Array.from({ length: 3 }, () => Float32Array.from({ length: 256 }, (_, value) => value));

function run(steps: Transform[], index: number) {
  const view = { ...viewOf({ data, channels: 3, height: 28, width: 28 }), moved: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
  compile(steps, preprocessing)(view, new Random(3).at(purpose.augment, 1, index));
  const out = new Float32Array(3 * view.height * view.width);
  write(view, tables, out, 0);
  return { out, moved: JSON.stringify(view.moved), size: [view.height, view.width] as const };
}

test('every augmentation that was recorded is in the list, and every kind is there once', () => {
  const kinds = augmentations.map(({ kind }) => kind);
  assert.equal(new Set(kinds).size, kinds.length);
  const gone = recorded.flatMap(({ steps }) => steps).filter(({ kind }) => !kinds.includes(kind));
  assert.deepEqual(gone, []);
});

for (const { steps, sha256 } of recorded) {
  test(`${steps.map(({ kind }) => kind).join(', ')} makes what was recorded, to the bit`, () => {
    const sum = createHash('sha256');
    for (let index = 0; index < 12; index++) {
      const { out, moved } = run(steps.map(parseTransform), index);
      assert.ok(out.every((value) => value >= 0 && value <= 255));
      sum.update(out).update(moved);
    }
    assert.equal(sum.digest('hex').slice(0, 16), sha256);
    assert.deepEqual(data, before, 'the picture itself is left alone');
  });
}

const schema = z.fromJSONSchema(JSON.parse(JSON.stringify(transformSchema)));

for (const augmentation of augmentations) {
  const { kind, help, fields, isFixed } = augmentation;
  const known = recorded.find(({ steps }) => steps.length === 1 && steps[0]!.kind === kind);
  const step = known?.steps[0] ?? parseTransform({ kind }); // by its defaults, where it came after the recording

  test(`${kind} survives JSON, says what it does, and its schema takes it and nothing unknown`, () => {
    assert.deepEqual(parseTransform(JSON.parse(JSON.stringify(step))), step);
    assert.ok(help.length > 5 && help.length < 80);
    assert.ok(schema.safeParse(step).success);
    assert.ok(!schema.safeParse({ ...step, zebra: 1 }).success);
    assert.throws(() => parseTransform({ ...step, zebra: 1 }), { code: 'option-invalid', message: /no value "zebra"/ });
    for (const [name, field] of Object.entries(fields)) {
      const wrong = () => parseTransform({ ...step, [name]: 'wide' });
      assert.throws(wrong, (error: Error) => error.message.includes(`${kind} ${name}: expected ${field.expects}`));
    }
  });

  test(`${kind} is the same for one (seed, epoch, index), and differs for others where it is random`, () => {
    assert.deepEqual(run([step], 4), run([step], 4));
    const different = new Set(Array.from({ length: 24 }, (_, index) => run([step], index).out.join()));
    assert.equal(different.size > 1, !isFixed);
  });

  test(`${kind} ends at the size that it says`, () => {
    const { size } = run([step], 0);
    checkSizes([step, { kind: 'resize', size: [28, 28] }], [28, 28]);
    if (size[0] === 28 && size[1] === 28) checkSizes([step], [28, 28]);
    else assert.throws(() => checkSizes([step], [28, 28]), { code: 'option-invalid' });
  });
}
