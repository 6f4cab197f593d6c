// Models with some characters changed that are still taken: whatever passed our reader, the library must survive.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '@capstan/base';
import { Engine } from '../engine/engine.ts';
import { parse, TreesError, train } from '../index.ts';
import { withoutLibrary } from '../testing/library.ts';
import { withoutNames } from './names.ts';

const TRIES = 20_000;
const LETTERS = '0123456789-. :\n=e';

test('a changed model is refused, or answers', { skip: withoutLibrary, timeout: 900_000 }, async (t) => {
  const random = new Random(11);
  const draw = () => Float64Array.from({ length: 300 }, () => random.uniform() * 2 - 1);
  const data = { a: draw(), b: draw(), kind: Float64Array.from({ length: 300 }, () => random.below(40)) };
  const label = data.a.map((value, row) => Number(value + (data.kind[row]! % 3 === 0 ? 0.6 : -0.6) > 0));
  const params = {
    objective: 'binary',
    rounds: 6,
    numLeaves: 6,
    minDataInLeaf: 5,
    minDataPerGroup: 5,
    catSmooth: 1,
  } as const;
  using good = await train({ data, label, categorical: ['kind'], params });
  assert.match(good.text, /\nnum_cat=[1-9]/);
  const values = Float64Array.from({ length: 900 }, (_, i) => Object.values(data)[i % 3]![Math.floor(i / 3)]!);
  const order = { op: 'predict', count: 300, columns: 3, type: 'float64', start: 0, rounds: -1, params: '' } as const;
  using engine = await Engine.start();
  let taken = 0;
  for (let i = 0; i < TRIES; i++) {
    const text = changed(good.text, random);
    try {
      parse(text);
    } catch (error) {
      assert.ok(error instanceof TreesError && error.code === 'model-invalid', String(error));
      continue;
    }
    taken++;
    try {
      await engine.ask({ op: 'model' }, Buffer.from(withoutNames(text)));
      for (const kind of ['value', 'leaf', 'contributions'] as const) await engine.ask({ ...order, kind }, values);
    } catch (error) {
      // It may refuse what we let through, but not die of it.
      assert.ok(error instanceof TreesError && error.code === 'library-refused', `${error}\n${text}`);
    }
  }
  t.diagnostic(`${taken} of ${TRIES} changed models were asked`);
  assert.ok(taken > 1000);
});

/** One to three changes: a character, one left out, a number by another. */
function changed(text: string, random: Random): string {
  let out = text;
  for (let i = 0; i <= random.below(3); i++) {
    const at = random.below(out.indexOf('\nfeature_importances'));
    const letter = LETTERS[random.below(LETTERS.length)]!;
    const way = random.below(3);
    if (way === 0) out = out.slice(0, at) + letter + out.slice(at + 1);
    else if (way === 1) out = out.slice(0, at) + out.slice(at + 1);
    else out = out.slice(0, at) + out.slice(at).replace(/\d+/, (digits) => String(random.below(10 ** digits.length)));
  }
  return out;
}
