// What every form of answers must hold to: it says what it is, computes as many answers as there are outputs, and writes each as
// its schema and its columns say.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manualSeed, nn, randn, setNumThreads, type Tensor, tensor } from '@capstan/torch';
import {
  type AnswerForm,
  answerAbout,
  answerOf,
  answers,
  bilstmCrf,
  FCOS_FIELDS,
  fcosSmall,
  ModelError,
} from '../index.ts';

setNumThreads(1);
const FEWEST = 3;

for (const [name, form] of Object.entries<AnswerForm>(answers)) {
  test(`answers ${name}: computed, written as JSON and as a line`, () => {
    manualSeed(0);
    assert.equal(form.kind, name);
    assert.match(form.about, /^[a-z].{5,}[^.]$/);
    const classes = ['a', 'b', 'c', 'd'];
    const outputs = form.outputsFor(classes.length) ?? FEWEST;
    const { model, input } = of(form, outputs);
    const output = model.forward(input) as Tensor; // as: what such a model gives
    const computed = form.compute(output, model, input);
    const shape = form.shape?.(output.shape) ?? output.shape;
    assert.deepEqual(computed.shape, shape);
    const about = answerAbout({ classes, output: { name: 'output', dtype: 'float32', shape: [-1, outputs] } });
    const flat = Array.from(computed.data(), Number).map((value) => value + 0); // JSON knows no −0
    const width = flat.length / computed.shape[0]!;
    for (let row = 0; row < computed.shape[0]!; row++) {
      const one = flat.slice(row * width, (row + 1) * width);
      const said = form.json(one, about, 2);
      assert.deepEqual(form.schema.parse(said), said);
      assert.deepEqual(JSON.parse(JSON.stringify(said)), said);
      assert.equal(form.cells(Float32Array.from(one), about).length, form.columns(about).length);
      for (const cell of form.cells(one, about)) assert.equal(typeof cell, 'string');
    }
  });
}

/** A model whose outputs suit a form, and what it is asked. */
function of(form: AnswerForm, outputs: number): { model: nn.Module; input: Tensor } {
  if (form.kind === 'tags') {
    const input = tensor([
      [3, 1, 2],
      [2, 0, 0],
    ]);
    return { model: bilstmCrf({ vocabulary: 4, classes: outputs }).eval(), input };
  }
  if (form.kind === 'boxes')
    return { model: fcosSmall({ classes: outputs - FCOS_FIELDS }), input: randn([2, 3, 64, 64]) };
  return { model: new nn.Linear(5, outputs), input: randn([2, 5]) };
}

test('a card without a form of answers means a label where there are classes; one that there is not is refused', () => {
  assert.equal(answerOf({ classes: ['a', 'b'] }).kind, 'label');
  assert.equal(answerOf({ classes: [] }).kind, 'value');
  assert.equal(answerOf({ classes: ['a', 'b'], answer: 'value' }).kind, 'value');
  assert.throws(
    () => answerOf({ classes: [], answer: 'oracle' }),
    (error) => error instanceof ModelError && error.code === 'bad-card' && /'oracle'; known are /.test(error.message),
  );
});
