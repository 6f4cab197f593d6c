import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { normalQuantile } from '@capstan/base';
import fc from 'fast-check';
import { normal, to, uniform } from '../distribution/make.ts';
import { uniforms } from '../random/columns.ts';
import { ruinByMonth, ruinMonth } from './columns/ruin.ts';
import { quantilesOf } from './columns/select.ts';
import { sortedQuantile, summarise } from './columns/summary.ts';
import { call, type Expression, number, parseExpression } from './language/expression.ts';
import type { Model } from './language/model.ts';
import { compile } from './program/compile.ts';
import { runProgram } from './program/run-program.ts';
import { monthOf, simulate } from './simulate.ts';

const near = (actual: number, expected: number, absolute: number) =>
  assert.ok(Math.abs(actual - expected) <= absolute, `${actual} is not ${expected} ± ${absolute}`);
const line = (text: string, unit = '1') => ({ formula: parseExpression(text), unit });

function model(lines: Model['lines'], more: Partial<Model> = {}): Model {
  return { months: 12, inputs: {}, shocks: {}, lines, ...more };
}

test('lines are computed month by month, in their units', () => {
  const m = model(
    {
      users: line('previous(users, 100 [user]) * (1 - churn * 1 [month]) + 10 [user]', 'user'),
      revenue: line('users * price', 'USD/year'),
      cash: line('previous(cash, opening) + revenue * 1 [month]', 'USD'),
      late: line('if(month >= 6, 1, 0)'),
      before: line('previous(late, 7)'),
    },
    { inputs: { churn: { unit: '1/month' }, price: { unit: 'USD/(user·month)' }, opening: { unit: 'USD' } } },
  );
  const of = (name: string) => [
    ...simulate(m, { churn: normal(0.1, 0), price: normal(2, 0), opening: normal(1000, 0) }, [name], {
      paths: 1,
    }).lines.get(name)!,
  ];
  near(of('users')[1]!, (100 * 0.9 + 10) * 0.9 + 10, 1e-9);
  near(of('revenue')[0]!, 100 * 2 * 12, 1e-9);
  near(of('cash')[1]!, 1000 + 400, 1e-9);
  assert.deepEqual(of('late'), [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
  assert.deepEqual(of('before'), [7, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
});

test('WebAssembly and the interpreter give the same bits on random formulas', () => {
  const leaf = fc.oneof(
    fc.double({ min: -3, max: 3, noNaN: true }).map((x) => number(x)),
    fc.constantFrom('a', 'b', 'z', 'u', 'month', 'x0').map((name): Expression => ({ op: 'name', name })),
    fc.constant(
      call('previous', [
        { op: 'name', name: 'x1' },
        { op: 'name', name: 'a' },
      ]),
    ),
    fc.constant(
      call('previous', [
        { op: 'name', name: 'x2' },
        { op: 'name', name: 'z' },
      ]),
    ),
  );
  const { formula } = fc.letrec<{ formula: Expression }>((tie) => ({
    formula: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc
        .tuple(
          fc.constantFrom('add', 'sub', 'mul', 'div', 'min', 'max', 'lt', 'le', 'eq'),
          tie('formula'),
          tie('formula'),
        )
        .map(([fn, a, b]) => call(fn, [a, b])),
      fc.tuple(fc.constantFrom('exp', 'log', 'sqrt', 'floor', 'abs'), tie('formula')).map(([fn, a]) => call(fn, [a])),
      fc.tuple(tie('formula'), fc.constantFrom(2, 3, 0.5, -1)).map(([a, p]) => call('pow', [a, number(p)])),
      fc.tuple(tie('formula'), tie('formula'), tie('formula')).map(([c, a, b]) => call('if', [c, a, b])),
    ),
  }));
  fc.assert(
    fc.property(formula, formula, fc.integer({ min: 0, max: 2 ** 40 }), (one, two, seed) => {
      const m = model(
        {
          x0: line('a + z'),
          x1: { formula: one, unit: '1' },
          x2: { formula: two, unit: '1' },
          cycle: line('previous(cycle, 1)'),
        },
        {
          months: 4,
          inputs: { a: { unit: '1' }, b: { unit: '1' } },
          shocks: { z: { kind: 'normal' }, u: { kind: 'uniform' } },
        },
      );
      const program = compile(m, ['x1', 'x2']);
      const paths = 37;
      const inputs = program.inputs.map((name) => uniforms(seed, name, new Float64Array(paths)));
      const fast = runProgram(program, { seed, paths, inputs });
      const slow = runProgram(program, { seed, paths, inputs, engine: 'interpreter' });
      fast.forEach((column, o) => {
        column.forEach((value, i) => {
          assert.ok(Object.is(value, slow[o]![i]), `${value} ${slow[o]![i]}`);
        });
      });
    }),
    { numRuns: 300 },
  );
});

test('a seed gives the same bits on every machine, for any number of paths', () => {
  const m = model(
    { x: line('previous(x, a) * exp(z / 10)') },
    { inputs: { a: { unit: '1' } }, shocks: { z: { kind: 'normal' } } },
  );
  const run = (paths: number) =>
    simulate(m, { a: to(5, 10) }, ['x'], { seed: 7, paths, sampling: 'plain' }).lines.get('x')!;
  const column = run(1000);
  assert.equal(
    createHash('sha256').update(new Uint8Array(column.buffer)).digest('hex').slice(0, 16),
    'ddc1d2e55610c3a5',
  );
  assert.deepEqual(run(100).slice(1100), column.slice(11_000, 11_100));
});

test('A Brownian cash of 1.8M − 150k a month ± 80k (its first passage: Cox and Miller 1965) by simulation: ruin by 10, 12, 14 months is .132892, .530532, .860307 within three standard errors with the bridge; month-ends alone count too few', () => {
  const m = model(
    { cash: line('previous(cash, 1800000 [USD]) + (80000 * z - 150000) * 1 [USD]', 'USD') },
    { months: 14, shocks: { z: { kind: 'normal' } } },
  );
  const paths = 100_000;
  const cash = simulate(m, {}, ['cash'], { paths }).lines.get('cash')!;
  const opening = new Float64Array(paths).fill(1.8e6);
  const ruin = ruinByMonth({ cash, opening, noise: new Float64Array(paths).fill(80e3), paths });
  for (const [months, p] of [
    [10, 0.132892],
    [12, 0.530532],
    [14, 0.860307],
  ] as const) {
    near(ruin.byMonth[months - 1]!, p, 3 * ruin.error[months - 1]!);
    assert.ok(ruin.error[months - 1]! < 0.002);
  }
  const coarse = ruinByMonth({ cash, opening, noise: new Float64Array(paths), paths });
  assert.ok(coarse.byMonth[9]! < 0.132892 - 10 * coarse.error[9]!, `${coarse.byMonth[9]}`);
  assert.equal(ruinMonth(ruin, 0.5), 11);
  assert.equal(ruinMonth(ruin, 0.999), undefined);
});

test('without noise within the month, ruin is what a count of month-ends says, whatever the cash holds', () => {
  const value = fc.oneof(
    fc.double({ min: -5, max: 5 }),
    fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324),
  );
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 21, maxLength: 21 }),
      fc.array(value, { minLength: 7, maxLength: 7 }),
      (all, start) => {
        const [cash, opening] = [Float64Array.from(all), Float64Array.from(start)];
        const { byMonth } = ruinByMonth({ cash, opening, noise: new Float64Array(7), paths: 7 });
        for (let t = 0; t < 3; t++) {
          const gone = start.filter(
            (from, p) => !(from > 0 && all.every((x, i) => i % 7 !== p || i >= 7 * (t + 1) || x > 0)),
          );
          assert.equal(byMonth[t], gone.length / 7);
        }
      },
    ),
  );
});

test('selected quantiles are those of the sorted column', () => {
  const number = fc.oneof(
    fc.double({ noDefaultInfinity: true, noNaN: true }),
    fc.constantFrom(1, 2, 3),
    fc.constant(Number.NaN),
  );
  fc.assert(
    fc.property(
      fc.array(number, { minLength: 1, maxLength: 60 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
      (values, ps) => {
        const column = Float64Array.from(values);
        const ascending = ps.toSorted((a, b) => a - b);
        const sorted = column.toSorted();
        assert.deepEqual(
          quantilesOf(column, ascending).map((x) => x + 0),
          ascending.map((p) => sortedQuantile(sorted, p) + 0),
        );
        assert.deepEqual(column, Float64Array.from(values));
      },
    ),
  );
});

test('a simulation may take over the memory of an earlier one, and says the same', () => {
  const m = model(
    { x: line('previous(x, a) + z') },
    { inputs: { a: { unit: '1' } }, shocks: { z: { kind: 'normal' } } },
  );
  const run = (seed: number, reuse?: ReturnType<typeof simulate>) =>
    simulate(m, { a: to(5, 10) }, ['x'], { seed, paths: 300, ...(reuse && { reuse }) });
  const [fresh, first] = [run(2).lines.get('x')!, run(1)];
  const second = run(2, first);
  assert.deepEqual(second.lines.get('x'), fresh);
  assert.equal(second.lines.get('x'), first.lines.get('x'));
  assert.equal(simulate(m, { a: to(5, 10) }, ['x'], { paths: 7, reuse: second }).lines.get('x')!.length, 7 * 12);
});

test('correlated inputs go together as stated, and each keeps its Latin hypercube', () => {
  const m = model({ x: line('a + b + c') }, { inputs: { a: { unit: '1' }, b: { unit: '1' }, c: { unit: '1' } } });
  const paths = 20_000;
  const { inputs } = simulate(m, { a: normal(0, 1), b: normal(0, 1), c: uniform(0, 1) }, ['x'], {
    paths,
    correlations: [
      { between: ['a', 'b'], rho: 0.6 },
      { between: ['b', 'c'], rho: -0.3 },
    ],
  });
  const rho = (one: Float64Array, other: Float64Array) => one.reduce((sum, x, i) => sum + x * other[i]!, 0) / paths;
  const [a, b] = [inputs.get('a')!, inputs.get('b')!];
  near(rho(a, b), 0.6, 0.015);
  near(rho(b, inputs.get('c')!.map(normalQuantile)), -0.3, 0.02);
  const parts = [...inputs.get('c')!].map((u) => Math.floor(u * paths)).sort((x, y) => x - y);
  assert.ok(parts.every((part, i) => part === i));
  assert.throws(
    () =>
      simulate(m, { a: normal(0, 1), b: normal(0, 1), c: normal(0, 1) }, ['x'], {
        correlations: [
          { between: ['a', 'b'], rho: 0.9 },
          { between: ['b', 'c'], rho: 0.9 },
          { between: ['a', 'c'], rho: -0.9 },
        ],
      }),
    { code: 'bad-plan', message: /contradict/ },
  );
});

test('the convergence error is honest: 200 seeds scatter as it says', () => {
  const m = model({ x: line('a + z') }, { inputs: { a: { unit: '1' } }, shocks: { z: { kind: 'normal' } }, months: 1 });
  const runs = Array.from({ length: 200 }, (_, seed) =>
    summarise(monthOf(simulate(m, { a: normal(3, 0.1) }, ['x'], { seed, paths: 400 }), 'x', 0)),
  );
  const spread = (of: (s: (typeof runs)[0]) => number) => {
    const mean = runs.reduce((sum, each) => sum + of(each), 0) / 200;
    return Math.sqrt(runs.reduce((sum, each) => sum + (of(each) - mean) ** 2, 0) / 199);
  };
  near(spread((s) => s.mean) / runs[0]!.meanError, 1, 0.2);
  near(spread((s) => s.p50) / (runs.reduce((sum, s) => sum + s.medianError, 0) / 200), 1, 0.25);
});

test('formulas that cannot be are refused, saying where', () => {
  const refuse = (lines: Record<string, { formula: Expression; unit: string }>, expected: object) =>
    assert.throws(
      () => compile(model(lines, { inputs: { price: { unit: 'USD/h' } } }), [Object.keys(lines)[0]!]),
      expected,
    );
  refuse({ x: line('price + 1 [EUR/h]', 'USD/h') }, { code: 'unit-mismatch', message: /line x.*'USD\/h'.*'EUR\/h'/ });
  refuse({ x: line('price', 'USD') }, { code: 'unit-mismatch', message: /'USD\/h'.*'USD'/ });
  refuse({ x: line('exp(price)') }, { code: 'unit-mismatch', message: /without a unit/ });
  refuse({ x: line('pric', 'USD/h') }, { code: 'bad-plan', message: /no assumption or line 'pric'/ });
  refuse({ x: line('y'), y: line('x + 1') }, { code: 'bad-plan', message: /x → y → x/ });
  for (const bad of ['1 +', '(1', 'f(2)', 'exp(1, 2)', '1 2', '$', 'if(1)', '1 [USD', '['])
    assert.throws(() => parseExpression(bad), { code: 'bad-plan' }, bad);
  assert.throws(() => parseExpression('('.repeat(5000)), { code: 'bad-plan' });
  assert.throws(() => simulate(model({ x: line('month') }), {}, ['x'], { paths: 0 }), { code: 'bad-number' });
});

test('operators bind as in mathematics', () => {
  const value = (text: string) => simulate(model({ x: line(text) }), {}, ['x'], { paths: 1 }).lines.get('x')![0]!;
  for (const [text, expected] of [
    ['2 + 3 * 4', 14],
    ['2 ^ 3 ^ 2', 512],
    ['-2 ^ 2', -4],
    ['8 / 4 / 2', 1],
    ['1 - 2 - 3', -4],
    ['1 < 2 and 2 < 1 or 3 >= 3', 1],
    ['min(3, 1, 2)', 1],
    ['1 != 1', 0],
    ['-(3)', -3],
  ] as const)
    assert.equal(value(text), expected, text);
});

test('comparisons in a row mean all of them; round, sum and poisson are what they say, with either engine', () => {
  const m = model(
    {
      within: line('2 < month <= 5'),
      not: line('(2 < month) == 0'),
      rounded: line('round(month / 4)'),
      sums: line('sum(month + 1)'),
      average: line('sum(within) / (month + 1)'),
      events: line('poisson(u, 1.5)'),
      many: line('poisson(u, 900)'),
    },
    { shocks: { u: { kind: 'uniform' } } },
  );
  const names = Object.keys(m.lines);
  const [wasm, plain] = (['wasm', 'interpreter'] as const).map(
    (engine) => simulate(m, {}, names, { paths: 4096, seed: 2, engine }).lines,
  );
  for (const name of names) assert.deepEqual(wasm!.get(name), plain!.get(name), name);
  const first = (name: string) => Array.from({ length: 12 }, (_, t) => wasm!.get(name)![t * 4096]!);
  assert.deepEqual(first('within'), [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual(first('not'), [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual(first('rounded'), [0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3]);
  assert.deepEqual(first('sums'), [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 66, 78]);
  near(first('average')[11]!, 3 / 12, 1e-12);
  const count = wasm!.get('events')!;
  for (const [k, p] of [0.22313, 0.334695, 0.251021, 0.125511].entries())
    near(count.filter((value) => value === k).length / count.length, p, 0.006);
  const large = wasm!.get('many')!;
  near(summarise(large).mean, 900, 0.5);
  near(summarise(large).meanError * Math.sqrt(large.length), 30, 0.4);
});
