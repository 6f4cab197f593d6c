import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openTable } from '../table/open-table.ts';
import { cleanTable } from './clean-table.ts';
import { smoothed } from './steps/denoise/filters.ts';
import { type CleanStep, parseSteps } from './steps/step.ts';

const dir = mkdtempSync(join(tmpdir(), 'capstan-clean-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const recorded = JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/repair.json'), 'utf8'));
const real = process.env.CAPSTAN_DATA ?? join(import.meta.dirname, '../../../../../shared/data');
const skip = existsSync(join(real, 'dirty-beers')) ? false : 'the real data is not here';

async function cleaned(csv: string, steps: CleanStep[]) {
  const path = join(dir, 'input.csv');
  writeFileSync(path, csv);
  await using table = await openTable(path);
  const { table: clean, changes } = await cleanTable(table, steps);
  return {
    rows: await clean.head(1000),
    changes: changes.map(({ cells, rows }) => [cells, rows]),
    types: clean.columns.map(({ type }) => type),
  };
}

const holes = 'x,s\n1,a\n,b\n3,\n,b\n9,c\n9,c\n';

test('imputation by a constant, mean, median, mode, neighbours in a series', async () => {
  const x = async (how: 'constant' | 'mean' | 'median' | 'mode' | 'forward' | 'backward' | 'interpolate') =>
    (
      await cleaned(holes, [
        how === 'constant' ? { step: 'impute', column: 'x', how, value: 0 } : { step: 'impute', column: 'x', how },
      ])
    ).rows.map((row) => row.x);
  assert.deepEqual(await x('constant'), [1, 0, 3, 0, 9, 9]);
  assert.deepEqual(await x('mean'), [1, 5.5, 3, 5.5, 9, 9]);
  assert.deepEqual(await x('median'), [1, 6, 3, 6, 9, 9]);
  assert.deepEqual(await x('mode'), [1, 9, 3, 9, 9, 9]);
  assert.deepEqual(await x('forward'), [1, 1, 3, 3, 9, 9]);
  assert.deepEqual(await x('backward'), [1, 3, 3, 9, 9, 9]);
  assert.deepEqual(await x('interpolate'), [1, 2, 3, 6, 9, 9]);
  const { rows, changes } = await cleaned(holes, [
    { step: 'impute', column: 's', how: 'mode' },
    { step: 'deduplicate' },
  ]);
  assert.deepEqual(
    rows.map((row) => row.s),
    ['a', 'b', 'b', 'c'],
  );
  assert.deepEqual(changes, [
    [1, 0],
    [0, 2],
  ]);
});

test('nearest, iterative, mean, median and mode are scikit-learn’s to 1e-9', async () => {
  const input: (number | null)[][] = recorded.input;
  const names = input.map((_, c) => `c${c}`);
  const lines = input[0]!.map((_, row) => input.map((column) => column[row] ?? '').join(','));
  const csv = `${names.join(',')}\n${lines.join('\n')}\n`;
  const steps: Record<string, CleanStep[]> = {
    nearest: [{ step: 'impute', columns: names, how: 'nearest' }],
    iterative: [{ step: 'impute', columns: names, how: 'iterative' }],
    mean: names.map((column) => ({ step: 'impute', column, how: 'mean' })),
    median: names.map((column) => ({ step: 'impute', column, how: 'median' })),
    mode: names.map((column) => ({ step: 'impute', column, how: 'mode' })),
  };
  for (const [how, some] of Object.entries(steps)) {
    const { rows } = await cleaned(csv, some);
    for (const [c, column] of (recorded[how] as number[][]).entries()) {
      for (const [row, value] of column.entries()) {
        const got = Number(rows[row]![`c${c}`]);
        assert.ok(
          Math.abs(got - value) <= 1e-9 * Math.max(1, Math.abs(value)),
          `${how} c${c}[${row}]: ${got}, expected ${value}`,
        );
      }
    }
  }
});

test('medians of many rows are exact, with ties, infinities and gaps; fills of several columns are counted one by one', async () => {
  const count = 150_001;
  const cell = (row: number) => ((row * 7919) % count) / 64 - 500;
  const lines = Array.from({ length: count }, (_, row) =>
    [
      row % 10 === 3 ? '' : cell(row),
      row % 3 === 0 ? '' : (row * 31) % 5, // five values only: the bounds around the median are the median
      row % 1000 === 0 ? '' : row % 4 === 0 ? 'inf' : row % 4 === 1 ? '-inf' : cell(row) * 1e300,
      row % 7 === 0 ? '' : 'x',
    ].join(','),
  );
  const path = join(dir, 'medians.csv');
  writeFileSync(path, `a,b,c,d\n${lines.join('\n')}\n`);
  await using table = await openTable(path);
  const { table: clean, changes } = await cleanTable(table, [
    { step: 'impute', column: 'a', how: 'median' },
    { step: 'impute', column: 'b', how: 'median' },
    { step: 'impute', column: 'c', how: 'median' },
    { step: 'impute', column: 'd', how: 'constant', value: 'y' },
  ]);
  for (const [column, row] of [
    ['a', 3],
    ['b', 0],
    ['c', 1000],
  ] as const) {
    const values = (await table.numbers(column)).filter(Number.isFinite).sort();
    const middle = values[(values.length - 1) >> 1]! / 2 + values[values.length >> 1]! / 2;
    assert.equal((await clean.numbers(column))[row], middle, column);
  }
  assert.deepEqual(
    changes.map(({ cells, rows, columns }) => [cells, rows, columns]),
    [
      [15_000, 0, { a: 15_000 }],
      [50_001, 0, { b: 50_001 }],
      [151, 0, { c: 151 }],
      [21_429, 0, { d: 21_429 }],
    ],
  );
});

test('of rows that are alike the first stays where it is', async () => {
  const rows = Array.from({ length: 30_000 }, (_, i) => [(i * 7) % 20_011, i % 2 ? 'é' : null] as const);
  const path = join(dir, 'copies.csv');
  writeFileSync(path, `n,s\n${rows.map(([n, s]) => `${n},${s ?? ''}`).join('\n')}\n`);
  await using table = await openTable(path);
  const { table: clean, changes } = await cleanTable(table, [{ step: 'deduplicate', by: ['n'] }]);
  assert.deepEqual([...(await clean.numbers('n'))], [...new Set(rows.map(([n]) => n))]);
  assert.deepEqual(
    await clean.texts('s'),
    rows.slice(0, 20_011).map(([, s]) => s),
  );
  assert.equal(changes[0]!.rows, 30_000 - 20_011);
});

test('filters of series are SciPy’s; the wavelet brings a noisy sine nearer to the true one', () => {
  const series = Float64Array.from(recorded.series);
  const near = (got: Float64Array, expected: number[]) =>
    got.every((value, i) => Math.abs(value - expected[i]!) < 1e-9);
  assert.ok(near(smoothed(series, { how: 'median', window: 5, order: 2, sigma: 1 }), recorded.median_filter));
  assert.ok(near(smoothed(series, { how: 'gaussian', window: 5, order: 2, sigma: 1.5 }), recorded.gaussian));
  assert.ok(near(smoothed(series, { how: 'savitzky-golay', window: 9, order: 3, sigma: 1 }), recorded.savitzky_golay));
  const truth = Float64Array.from({ length: 500 }, (_, i) => Math.sin(i / 40));
  const noisy = truth.map((value, i) => value + (((i * 7919) % 101) / 50 - 1) * 0.3);
  noisy[77] = Number.NaN;
  const smooth = smoothed(noisy, { how: 'wavelet', window: 5, order: 2, sigma: 1 });
  const error = (x: Float64Array) =>
    Math.sqrt(x.reduce((sum, value, i) => sum + (i === 77 ? 0 : (value - truth[i]!) ** 2), 0) / 499);
  assert.ok(error(smooth) < 0.4 * error(noisy), `${error(smooth)} of ${error(noisy)}`);
  assert.ok(Number.isNaN(smooth[77]));
});

test('outliers are clipped, made missing or dropped; the forest finds one that no single column shows', async () => {
  const rows = Array.from({ length: 200 }, (_, i) => `${(i * 7) % 20},${(i * 7) % 20}`);
  rows[50] = '500,5';
  const csv = `a,b\n${rows.join('\n')}\n`;
  const clip = await cleaned(csv, [{ step: 'outliers', column: 'a', how: 'iqr', factor: 1.5 }]);
  assert.deepEqual(clip.changes, [[1, 0]]);
  assert.ok(Number(clip.rows[50]!.a) < 40);
  assert.deepEqual(
    (await cleaned(csv, [{ step: 'outliers', column: 'a', how: 'z-score', action: 'null' }])).rows[50]!.a,
    null,
  );
  assert.deepEqual((await cleaned(csv, [{ step: 'outliers', column: 'a', how: 'iqr', action: 'drop' }])).changes, [
    [0, 1],
  ]);
  const forest = await cleaned(csv, [{ step: 'outliers', columns: ['a', 'b'], how: 'isolation-forest' }]);
  assert.equal(forest.changes[0]![1], 1);
  assert.ok(forest.rows.every(({ a }) => a !== 500));
});

test('dates in three formats, numbers with units, words for no value, infinities and text', async () => {
  const dates = await cleaned('d\n2024-02-01\n25/12/2023\n3 Mar 2024\n2024-01-05\n', [{ step: 'dates', column: 'd' }]);
  assert.deepEqual(
    dates.rows.map(({ d }) => d),
    ['2024-02-01', '2023-12-25', '2024-03-03', '2024-01-05'],
  );
  assert.deepEqual(dates.types, ['date']);
  await assert.rejects(cleaned('d\nx\ny\n', [{ step: 'dates', column: 'd' }]), { code: 'step-invalid' });
  const numbers = await cleaned('w\n"1,234.5 kg"\n7 kg\n$12\nnone\n', [{ step: 'number', column: 'w' }]);
  assert.deepEqual(
    numbers.rows.map(({ w }) => w),
    [1234.5, 7, null, null], // twelve dollars are no kilograms
  );
  assert.deepEqual(
    (await cleaned('s\nN/A\nx\n-\n', [{ step: 'null-words' }])).rows.map(({ s }) => s),
    [null, 'x', null],
  );
  assert.deepEqual(
    (await cleaned('x\n1\ninf\n', [{ step: 'finite' }])).rows.map(({ x }) => x),
    [1, null],
  );
  const text = await cleaned('s\n"  Ca\u0301fe   au lait "\n', [
    { step: 'text', column: 's', how: ['trim', 'spaces', 'nfc', 'lower'] },
  ]);
  assert.equal(text.rows[0]!.s, 'cáfe au lait');
});

test('a dry run counts and changes nothing; steps from outside are checked, all faults at once', async () => {
  const path = join(dir, 'dry.csv');
  writeFileSync(path, holes);
  await using table = await openTable(path);
  const before = await table.head();
  const { table: same, changes } = await cleanTable(table, [{ step: 'impute', column: 'x', how: 'mean' }], {
    dryRun: true,
  });
  assert.deepEqual([changes[0]!.columns, await same.head()], [{ x: 2 }, before]);
  assert.throws(
    () => parseSteps([{ step: 'impute', column: 'x', how: 'magic' }, { step: 'dedupe' }]),
    (error: Error & { code?: string }) =>
      error.code === 'step-invalid' && /\[0\]\.how: .*'magic'.*\[1\]\.step: .*'dedupe'/s.test(error.message),
  );
  await assert.rejects(cleanTable(table, [{ step: 'impute', column: 'y', how: 'mean' }]), { code: 'column-unknown' });
  await assert.rejects(cleanTable(table, [{ step: 'impute', column: 's', how: 'mean' }]), { code: 'step-invalid' });
  assert.deepEqual(await table.head(), before);
});

test('the step repair mends the beers', { skip }, async () => {
  await using table = await openTable(join(real, 'dirty-beers/dirty.csv'), { text: true });
  const { table: clean, changes } = await cleanTable(table, [{ step: 'repair' }]);
  assert.ok(changes[0]!.cells > 4300 && changes[0]!.rows === 0);
  assert.deepEqual(
    [...new Set(await clean.texts('ounces'))]
      .map(Number)
      .sort((a, b) => a - b)
      .slice(0, 3),
    [8.4, 12, 16],
  );
});
