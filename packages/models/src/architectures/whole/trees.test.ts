// Trees that were saved and opened answer as LightGBM's library does with their text.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { noGrad, setNumThreads, type Tensor, tensor } from '@capstan/torch';
import { parse } from '@capstan/trees';
import { architectures, openModel, saveModel } from '../../index.ts';

setNumThreads(1);
const root = mkdtempSync(join(tmpdir(), 'capstan-trees-'));
after(() => rmSync(root, { recursive: true, force: true }));

const rows = Array.from({ length: 200 }, (_, row) =>
  [0, 1, 2].map((column) => Math.sin((3 * row + column) ** 2 * 0.37)),
);
const line = rows.map(([a = 0, b = 0], row) => 2 * a - b * b + 0.2 * Math.cos(row * 1.7));
const input = tensor(rows);

const sets = {
  binary: {
    target: tensor(
      line.map((value) => Number(value > 0)),
      { dtype: 'int64' },
    ),
    ...{ targets: 'classes' as const, outputs: 2 },
  },
  several: {
    target: tensor(
      line.map((value) => Number(value > -1) + Number(value > 1)),
      { dtype: 'int64' },
    ),
    ...{ targets: 'classes' as const, outputs: 3 },
  },
  numbers: { target: tensor(line.map((value) => [value])), targets: 'numbers' as const, outputs: 1 },
};

/** Why LightGBM can't be had here, if it can't. */
const skip = await architectures.trees!.fit!({}, { input, ...sets.binary }, { seed: 0 }).then(
  () => false,
  (error: Error & { code?: string }) => (error.code === 'library-missing' ? error.message : false),
);

for (const [name, { target, targets, outputs }] of Object.entries(sets)) {
  test(`trees of ${name}: as the library says, saved and opened, the same for the same seed`, { skip }, async () => {
    const fit = architectures.trees!.fit!;
    const { model } = await fit({}, { input, target, targets, outputs }, { seed: 1 });
    const names = targets === 'numbers' ? [] : Array.from({ length: outputs }, (_, i) => `c${i}`);
    await saveModel(join(root, name), model, {
      ...{ classes: names, preprocessing: { kind: 'none' } },
      input: { name: 'input', shape: [-1, 3], dtype: 'float32' },
      output: { name: 'output', shape: [-1, outputs], dtype: 'float32' },
    });
    const opened = await openModel(join(root, name));
    const said = noGrad(() => opened.model(input) as Tensor);
    const answers = Array.from((targets === 'numbers' ? said : said.softmax(1)).data(), Number);
    const text = new TextDecoder().decode(model.stateDict().text!.data() as Uint8Array); // as: it is uint8
    using booster = parse(text);
    const { values } = await booster.predict({ values: Float32Array.from(rows.flat()), rows: rows.length });
    const expected = name === 'binary' ? Array.from(values).flatMap((p) => [1 - p, p]) : Array.from(values);
    assert.equal(answers.length, expected.length);
    for (const [i, value] of answers.entries())
      assert.ok(Math.abs(value - expected[i]!) < 1e-5, `${i}: ${value}, ${expected[i]}`);
    const again = await fit({}, { input, target, targets, outputs }, { seed: 1 });
    assert.deepEqual(again.model.stateDict().text!.data(), model.stateDict().text!.data());
  });
}

test('trees end when they are told to, and predict one number', { skip }, async () => {
  const fit = architectures.trees!.fit!;
  await assert.rejects(fit({}, { input, ...sets.binary }, { seed: 1, signal: AbortSignal.abort() }), {
    name: 'AbortError',
  });
  const two = tensor(line.map((value) => [value, value]));
  await assert.rejects(
    fit({}, { input, target: two, targets: 'numbers', outputs: 2 }, { seed: 1 }),
    /one number, and targets are of 2/,
  );
});
