import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError } from '../errors.ts';
import { splitByContent } from './by-content.ts';

/** Items of some classes: `sizes[k]` of class k. */
function items(sizes: number[]): { ids: string[]; labels: string[] } {
  const labels = sizes.flatMap((size, k) => new Array<string>(size).fill(`class ${k}`));
  return { ids: labels.map((label, i) => `${label} item ${i}`), labels };
}

function counts(splits: (string | undefined)[], labels: string[]) {
  const out = new Map<string, Record<string, number>>();
  for (const [i, name] of splits.entries()) {
    const row = out.get(labels[i]!) ?? {};
    out.set(labels[i]!, row);
    row[name ?? 'none'] = (row[name ?? 'none'] ?? 0) + 1;
  }
  return out;
}

const shares = { train: 0.8, validation: 0.1, test: 0.1 };

test('shares are met to the item in all, and to one item in each class', () => {
  const sizes = [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978];
  const { ids, labels } = items(sizes);
  const splits = splitByContent(ids, labels, shares, 0);
  const total = (name: string) => splits.filter((one) => one === name).length;
  assert.deepEqual([total('train'), total('validation'), total('test')], [8000, 1000, 1000]);
  for (const [k, row] of [...counts(splits, labels).values()].entries()) {
    for (const name of ['train', 'validation', 'test'] as const) {
      assert.ok(Math.abs(row[name]! - sizes[k]! * shares[name]) <= 1.5, `class ${k}, ${name}: ${row[name]}`);
    }
  }
});

test('counts are met and what is left over is in no split', () => {
  const { ids, labels } = items([50, 30, 20]);
  const splits = splitByContent(ids, labels, { train: 60, validation: 10, test: 20 }, 0);
  assert.deepEqual(
    counts(
      splits,
      splits.map(() => 'all'),
    ).get('all'),
    { train: 60, validation: 10, test: 20, none: 10 },
  );
  assert.throws(
    () => splitByContent(ids, labels, { train: 90, validation: 10, test: 20 }, 0),
    (error) => {
      return (
        error instanceof DataError &&
        error.code === 'split-impossible' &&
        /asks for 120 pictures, and there are 100/.test(error.message)
      );
    },
  );
});

test('a class of one goes to training', () => {
  const { ids, labels } = items([40, 1, 2]);
  const splits = splitByContent(ids, labels, shares, 5);
  assert.equal(splits[40], 'train');
});

test('the seed decides, the order and the other files do not', () => {
  const { ids, labels } = items([60, 60]);
  const first = splitByContent(ids, labels, shares, 1);
  assert.deepEqual(splitByContent(ids, labels, shares, 1), first);
  assert.notDeepEqual(splitByContent(ids, labels, shares, 2), first);
  const back = splitByContent(ids.toReversed(), labels.toReversed(), shares, 1).toReversed();
  assert.deepEqual(back, first);
  const more = splitByContent([...ids, 'new'], [...labels, 'class 1'], shares, 1);
  assert.ok(first.filter((name, i) => more[i] !== name).length <= 4, 'an added item moves few');
});
