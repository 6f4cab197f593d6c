// What is fitted whole comes to the weights and answers that scikit-learn comes to (tools/record-linear.py).
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { noGrad, setNumThreads, type Tensor, tensor } from '@capstan/torch';
import { architectures, ModelError } from '../../index.ts';

setNumThreads(1);

interface Case {
  set: string;
  target: 'binary' | 'several' | 'line' | 'near';
  l1: number;
  l2: number;
  weight: number[][];
  bias: number[];
  shares: number[][];
  means: number[];
}

const fixture = join(import.meta.dirname, '../../../fixtures/linear.json');
const { cases }: { cases: Case[] } = JSON.parse(readFileSync(fixture, 'utf8')); // written by record-linear.py
const pima = join(
  process.env.CAPSTAN_DATA ?? join(import.meta.dirname, '../../../../../../shared/data'),
  'pima/pima-indians-diabetes.csv',
);
const skip = existsSync(pima) ? false : 'needs pima in CAPSTAN_DATA';

/** Inputs and the three targets of a set. */
function read(set: string) {
  if (set === 'formula') {
    const input = Array.from({ length: 120 }, (_, row) =>
      Array.from({ length: 5 }, (_, column) => Math.sin((5 * row + column) ** 2 * 0.37) * 1.5),
    );
    const weights = [1, -2, 0.5, 0, 0.25];
    const line = input.map(
      (x, row) => x.reduce((sum, one, i) => sum + one * weights[i]!, 0) + 0.3 * Math.cos(row * 1.7),
    );
    const several = line.map((value) => [-1, 1].filter((edge) => value >= edge).length);
    return { input, line, binary: line.map((value) => Number(value > 0)), several, without: input };
  }
  const rows = readFileSync(pima, 'utf8')
    .trim()
    .split('\n')
    .map((row) => row.split(',').map(Number));
  const columns = Array.from({ length: 7 }, (_, column) => {
    const values = rows.map((row) => row[column + 1]!);
    const mean = values.reduce((a, b) => a + b) / values.length;
    const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    return values.map((value) => (value - mean) / std);
  });
  const input = rows.map((_, row) => columns.map((column) => column[row]!));
  return {
    ...{ input, without: input.map((row) => row.filter((_, column) => column !== 4)) },
    ...{ binary: rows.map((row) => row[8]!), several: rows.map((row) => Math.min(2, row[0]!)) },
    line: rows.map((row) => row[5]!),
  };
}

const double = (values: number[][]) => tensor(values, { dtype: 'float64' });
const numbers = { targets: 'numbers', outputs: 1 } as const;
const of = (outputs: number) => ({ targets: 'classes', outputs }) as const;
const classes = (values: number[]) => tensor(values, { dtype: 'int64' });

function close(found: Tensor, expected: number[][] | number[], within: number, what: string): void {
  const flat = expected.flat();
  const numbers = Array.from(found.data(), Number);
  assert.equal(numbers.length, flat.length, what);
  const scale = Math.max(1, ...flat.map(Math.abs));
  for (const [i, value] of numbers.entries())
    assert.ok(Math.abs(value - flat[i]!) <= within * scale, `${what} ${i}: ${value}, expected ${flat[i]}`);
}

for (const each of cases) {
  const { set, target, l1, l2 } = each;
  const name = target === 'near' ? 'knn' : target === 'line' ? 'linear' : 'logistic';
  test(`${name} on ${set}, ${target}, l1 ${l1}, l2 ${l2}`, { skip: set === 'pima' && skip }, async () => {
    const data = read(set);
    if (target === 'near') return nearest(each, data);
    const isLine = target === 'line';
    const input = isLine ? data.without : data.input;
    const examples = isLine
      ? { input: double(input), target: double(data.line.map((value) => [value])), ...numbers }
      : { input: double(input), target: classes(data[target]), ...of(target === 'binary' ? 2 : 3) };
    const { model, notes } = await architectures[name]!.fit!({ l1, l2 }, examples, { seed: 0 });
    assert.deepEqual(notes, [], 'the optimum was reached');
    const state = model.stateDict();
    // Softmax is blind to what all classes' intercepts have in common.
    const middle = target === 'several' ? (state.bias!.mean() as Tensor).item() : 0;
    const shift = target === 'several' ? each.bias.reduce((a, b) => a + b) / each.bias.length : 0;
    close(state.weight!, each.weight, 1e-5, 'weight');
    close(
      state.bias!.sub(middle),
      each.bias.map((value) => value - shift),
      1e-5,
      'intercept',
    );
  });
}

/** The neighbours' votes and means. */
async function nearest({ shares, means }: Case, { input, several, line }: ReturnType<typeof read>): Promise<void> {
  const half = input.length >> 1;
  const [known, asked] = [input.slice(0, half), input.slice(half, half + 20)].map((rows) => tensor(rows));
  const fit = architectures.knn!.fit!;
  const options = { k: 5, smoothing: 0 };
  const seen = several.slice(0, half);
  const votes = await fit(options, { input: known!, target: classes(seen), ...of(new Set(seen).size) }, { seed: 0 });
  close(noGrad(() => votes.model(asked!) as Tensor).softmax(1), shares, 1e-6, 'share');
  const target = tensor(line.slice(0, half).map((value) => [value]));
  const mean = await fit(options, { input: known!, target, ...numbers }, { seed: 0 });
  close(
    noGrad(() => mean.model(asked!) as Tensor),
    means,
    1e-5,
    'mean',
  );
}

describe('what is fitted whole', () => {
  test('is saved with what it takes to build it again, and answers in single precision', async () => {
    const { input, several } = read('formula');
    const x = tensor(input);
    for (const name of ['logistic', 'knn']) {
      const examples = { input: x, target: classes(several), ...of(3) };
      const { model } = await architectures[name]!.fit!({}, examples, { seed: 0 });
      const answers = noGrad(() => model(x) as Tensor);
      assert.deepEqual([answers.shape, answers.dtype], [[120, 3], 'float32'], name);
      assert.ok(Array.from(answers.data(), Number).every(Number.isFinite), 'no class is thought impossible');
    }
  });

  test('refuses targets of the other kind', async () => {
    const x = tensor([[0], [1]]);
    const refused = (error: unknown) => error instanceof ModelError && error.code === 'bad-options';
    const halves = { input: x, target: tensor([[0.5], [1]]), ...numbers };
    await assert.rejects(architectures.logistic!.fit!({}, halves, { seed: 0 }), refused);
    const labels = { input: x, target: classes([0, 1]), ...of(2) };
    await assert.rejects(architectures.linear!.fit!({}, labels, { seed: 0 }), refused);
    await assert.rejects(architectures.logistic!.fit!({ l2: -1 }, labels, { seed: 0 }), refused);
  });

  test('stops when it is told to', async () => {
    const { input, several } = read('formula');
    const examples = { input: double(input), target: classes(several), ...of(3) };
    const signal = AbortSignal.abort();
    await assert.rejects(architectures.logistic!.fit!({}, examples, { seed: 0, signal }), { name: 'AbortError' });
  });
});
