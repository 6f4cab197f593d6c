import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  type Columns,
  collect,
  columnsOf,
  matrix,
  oneHotEncoder,
  openTable,
  parsePipeline,
  pipeline,
  rowsOf,
  simpleImputer,
  split,
  standardScaler,
} from '@capstan/data';
import { mlp, openModel, saveModel } from '@capstan/models';
import * as torch from '@capstan/torch';
import type { Server } from './serve.ts';
import { ask } from './testing/infer.ts';
import { realData, temporaryFolder } from './testing/models.ts';
import { serve } from './testing/serve.ts';

/** Whether somebody pays back: young cooks and poor pilots do not. */
function loans(): Columns {
  return columnsOf(
    Array.from({ length: 300 }, (_, i) => {
      const age = 20 + ((i * 13) % 45);
      const income = 900 + ((i * 131) % 4000);
      const job = ['cook', 'nurse', 'pilot'][i % 3]!;
      const isBad = (job === 'cook' && age < 40) || (job === 'pilot' && income < 2500);
      return { age: i % 9 === 0 ? null : age, income, job, risk: isBad ? 'bad' : 'good' };
    }),
  );
}

/** Trains for some seconds on the training fold and saves model and pipeline in one folder. */
async function train(
  dir: string,
  columns: Columns,
  target: string,
  steps: Parameters<typeof pipeline>[0],
  updates = 200,
) {
  const folds = split(columns, { train: 0.8, test: 0.2, stratify: target, seed: 3 });
  const { fitted, train } = pipeline(steps, { target }).fitApply(folds.train);
  const { values, rows, names } = matrix(train.columns, fitted.features);
  const labels = train.columns[target] as readonly string[];
  const classes = [...new Set(labels)].sort();
  torch.manualSeed(0);
  const model = mlp({ channels: names.length, classes: classes.length });
  const optimizer = new torch.optim.AdamW(model.parameters(), { lr: 1e-2 });
  const x = torch.fromTypedArray(values, [rows, names.length]);
  const y = torch.fromTypedArray(
    BigInt64Array.from(labels, (label) => BigInt(classes.indexOf(label))),
    [rows],
  );
  for (let step = 0; step < updates; step++) {
    using _step = torch.scope();
    const loss = torch.nn.functional.crossEntropy(model.forward(x), y);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
  }
  await saveModel(dir, model, {
    classes,
    preprocessing: { kind: 'table', pipeline: fitted },
    input: { name: 'input', shape: [-1, names.length], dtype: 'float32' },
    output: { name: 'logits', shape: [-1, classes.length], dtype: 'float32' },
  });
  return { test: folds.test.columns as Columns, fitted };
}

const steps = [simpleImputer(['age'], { strategy: 'median' }), standardScaler('number'), oneHotEncoder(['job'])];

describe('a model that was saved with its pipeline', () => {
  let server: Server;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let dir: string;
  let held: Columns;

  before(async () => {
    folder = await temporaryFolder();
    dir = join(folder.path, 'loans');
    ({ test: held } = await train(dir, loans(), 'risk', steps));
    torch.manualSeed(1);
    await saveModel(join(folder.path, 'price'), mlp({ channels: 2, classes: 1 }), {
      classes: [],
      preprocessing: { kind: 'table', pipeline: pipeline([standardScaler('number')]).fit(numbers().train) },
      input: { name: 'input', shape: [-1, 2], dtype: 'float32' },
      output: { name: 'price', shape: [-1, 1], dtype: 'float32' },
    });
    server = await serve({ models: { loans: dir, price: join(folder.path, 'price') } });
  });
  after(async () => {
    await server?.close();
    await folder?.remove();
  });

  const numbers = () => split({ a: Float64Array.of(1, 2, 3), b: Float64Array.of(4, 5, 9) }, { train: 2, test: 1 });
  const post = (body: unknown, query = 'model=loans') =>
    ask(server, `/predict?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  test('answers raw rows as the model does rows that were prepared by hand', async () => {
    const { model, card } = await openModel(dir);
    const rows = rowsOf(held);
    const saved = parsePipeline(card.preprocessing.pipeline);
    const { values } = matrix(saved.applyRows(rows), saved.features);
    const expected = torch.inferenceMode(() => {
      using _scope = torch.scope();
      const input = torch.fromTypedArray(values, [rows.length, saved.features.length]);
      return (model.forward(input) as torch.Tensor).softmax(-1).toArray() as number[][];
    });
    const { status, json } = await post(rows);
    assert.equal(status, 200, JSON.stringify(json));
    const predictions = json.predictions as { label: string; probabilities: Record<string, number> }[];
    assert.equal(predictions.length, rows.length);
    let right = 0;
    for (const [i, { label, probabilities }] of predictions.entries()) {
      for (const [k, name] of card.classes.entries()) {
        assert.ok(Math.abs(probabilities[name]! - expected[i]![k]!) < 1e-5, `row ${i}`);
      }
      if (label === rows[i]!.risk) right++;
    }
    // outcome: share right over 20 seeds: 0.955 ± 0.020, worst 0.917
    assert.ok(right / rows.length > 0.8, `${right} of ${rows.length}`);
    const { json: one } = await post(rows[0]);
    const first = predictions[0]!;
    assert.equal(one.label, first.label);
    assert.ok(Math.abs(Number(one.confidence) - first.probabilities[first.label]!) < 1e-5);
  });

  test('says of rows that do not fit all that is wrong, and to whom', async () => {
    const good = { age: null, income: 2000, job: 'cook', note: 'not a column' };
    assert.equal((await post(good)).status, 200);
    const { status, json } = await post([good, { age: 'old', job: 'cook', incmoe: 3 }, { ...good, job: 'king' }]);
    assert.equal(status, 400);
    const { faults } = json as { faults: { row: number; column: string; message: string }[] };
    assert.deepEqual(
      faults.map(({ row, column }) => [row, column]),
      [
        [1, 'age'],
        [1, 'income'],
        [2, 'job'],
      ],
    );
    assert.match(
      String(json.error),
      /2 of 3 rows do not fit; all of it:\nrow 1: "age" is a string.*"incmoe" meant.*king/s,
    );
    const cases: [body: unknown, message: RegExp][] = [
      ['', /body is empty/],
      ['{"age": 3', /not valid JSON in UTF-8: it ends where ',' or '}' was expected$/],
      [[], /list is empty/],
      [[good, 7], /row 1 is 7; expected an object with age \(number\), income \(number\), job \(text\)/],
      ['"text"', /the body is "text"; expected an object/],
      [`[${JSON.stringify(good).replace('2000', '1e999')}]`, /"income" is Infinity/],
      [
        Buffer.from([0x89, 0x50, 0x4e]).toString('latin1'),
        /not valid JSON in UTF-8: line 1, column 1: expected a value/,
      ],
    ];
    for (const [body, message] of cases) {
      const refused = await post(body);
      assert.equal(refused.status, 400, JSON.stringify(body));
      assert.match(String(refused.json.error), message);
    }
    assert.equal((await post(good)).status, 200);
  });

  test('reads thousands of rows on a thread, and says of them too what does not fit', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => ({ age: i % 90, income: i, job: 'nurse' }));
    const { json } = await post(rows);
    assert.equal((json.predictions as unknown[]).length, 5000);
    const none = await post(rows.map((row) => ({ ...row, age: [], income: {}, job: 1 })));
    assert.match(String(none.json.error), /^5000 of 5000 rows do not fit; the first 100 faults:/); // three a row
    const bad = await post(rows.map((row) => ({ ...row, age: true, job: 1 })));
    assert.equal(bad.status, 400);
    assert.equal((bad.json.faults as unknown[]).length, 100);
    assert.match(String(bad.json.error), /^5000 of 5000 rows do not fit; the first 100 faults:/);
  });

  test('predicts numbers where there are no classes', async () => {
    const { json } = await post({ a: 1, b: 2 }, 'model=price');
    assert.equal(typeof json.value, 'number');
    const about = await ask(server, '/v2/models/price');
    assert.match(JSON.stringify(about.json.parameters), /a \(number\), b \(number\)/);
  });

  test('a damaged pipeline, or one of other columns, is not served', async () => {
    const saved = JSON.parse(await readFile(join(dir, 'model.json'), 'utf8'));
    const { classes, preprocessing, input, output, architecture } = saved;
    const card = { classes, preprocessing, input, output, architecture, options: saved.options };
    const broken = join(folder.path, 'broken');
    await saveModel(broken, mlp({ channels: 5 }), {
      ...card,
      preprocessing: { kind: 'table', pipeline: { steps: 1 } },
    });
    await assert.rejects(serve({ models: { broken } }), {
      code: 'model-unloadable',
      message: /no saved pipeline/,
    });
    const options = { ...card.options, channels: 9 };
    const other = { ...card, options, input: { ...card.input, shape: [-1, 9] } };
    await saveModel(broken, mlp({ channels: 9 }), other);
    await assert.rejects(serve({ models: { broken } }), {
      code: 'model-unloadable',
      message: /gives 5 numbers a row/,
    });
  });
});

const pima = realData('pima/pima-indians-diabetes.csv');
test('diabetes: raw rows over HTTP are judged as well as published', {
  skip: !pima && 'pima is not here',
}, async () => {
  await using folder = await temporaryFolder();
  await using table = await openTable(pima!, { header: false });
  const columns = await collect(table);
  const result = {
    ...columns,
    column9: Array.from(columns.column9 as Float64Array, (value) => (value ? 'ill' : 'well')),
  };
  const { test: held } = await train(folder.path, result, 'column9', [standardScaler('number')], 20); // after 200 it is overfitted
  await using server = await serve({ models: { pima: folder.path } });
  const rows = rowsOf(held);
  const init = { method: 'POST', body: JSON.stringify(rows) };
  const { json } = await ask(server, '/predict', init);
  const predictions = json.predictions as { label: string }[];
  const right = predictions.filter(({ label }, i) => label === rows[i]!.column9).length;
  // outcome: share right over 20 seeds: 0.758 ± 0.014, worst 0.734 (0.65 by always saying well; 0.77 is published)
  assert.ok(right / rows.length >= 0.7, `${right} of ${rows.length}`);
});
