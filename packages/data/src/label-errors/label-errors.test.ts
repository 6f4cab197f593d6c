import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recorded } from '../testing/sklearn.ts';
import { confidentCounts, findLabelErrors } from './label-errors.ts';
import { outOfFold } from './out-of-fold.ts';

type Fixture = { labels: number[]; probabilities: number[]; confident: number[][] } & Record<
  'noiseRate' | 'class' | 'both',
  number[]
>;
const fixture = recorded<Fixture>('cleanlab');
const labels = Int32Array.from(fixture.labels);
const probabilities = { values: fixture.probabilities, classes: 3 };

test("the confident counts are cleanlab's", () => {
  const counts = new Int32Array(3);
  for (const label of labels) counts[label]! += 1;
  assert.deepEqual(confidentCounts(labels, probabilities, counts), fixture.confident);
});

for (const by of ['noiseRate', 'class', 'both'] as const) {
  test(`by ${by} the rows are cleanlab's`, () => {
    const { errors } = findLabelErrors(labels, probabilities, { by });
    assert.deepEqual(
      errors.map(({ row }) => row).sort((a, b) => a - b),
      fixture[by],
    );
    assert.ok(errors.every(({ margin }, i) => margin < 0 && (i === 0 || margin >= errors[i - 1]!.margin)));
  });
}

test('out of fold every row is judged by a model that never saw it', async () => {
  const of = Int32Array.from({ length: 30 }, (_, i) => i % 3);
  const judged = await outOfFold(of, 3, (train, held) => {
    assert.ok(!held.some((row) => train.includes(row)));
    return Float64Array.from({ length: held.length * 3 }, (_, i) => (of[held[Math.floor(i / 3)]!] === i % 3 ? 1 : 0));
  });
  assert.equal(findLabelErrors(of, judged).errors.length, 0);
  assert.equal(findLabelErrors(of, judged).noise, 0);
});

test('what cannot be judged is refused', async () => {
  const refused = (call: () => unknown, code: string, message: RegExp) => assert.throws(call, { code, message });
  const two = Int32Array.of(0, 1);
  refused(() => findLabelErrors(two, { values: [1, 0], classes: 2 }), 'option-invalid', /4 are needed/);
  refused(() => findLabelErrors(two, { values: [1, 1, 0, 1], classes: 2 }), 'value-invalid', /row 0 add to 2/);
  refused(
    () => findLabelErrors(two, { values: [Number.NaN, 1, 0, 1], classes: 2 }),
    'value-invalid',
    /row 0 add to NaN/,
  );
  refused(
    () => findLabelErrors(Int32Array.of(0, 0), { values: [1, 0, 0, 1], classes: 2 }),
    'target-invalid',
    /1 of 2 classes/,
  );
  refused(
    () => findLabelErrors(Int32Array.of(0, 7), { values: [1, 0, 0, 1], classes: 2 }),
    'value-invalid',
    /row 1 is 7/,
  );
  await assert.rejects(
    outOfFold(two, 2, () => [], { folds: 3 }),
    { code: 'too-few-rows' },
  );
  await assert.rejects(
    outOfFold(Int32Array.of(0, 1, 0, 1), 2, () => [], { folds: 2 }),
    { code: 'value-invalid' },
  );
});
