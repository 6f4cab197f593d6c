import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openTable } from '../table/open-table.ts';
import type { ProfileOptions } from './column-profile.ts';
import { tableFindingKinds } from './findings/list.ts';
import { luhn, personalKind } from './personal-data.ts';
import { profileTable } from './table-profile.ts';

const dir = mkdtempSync(join(tmpdir(), 'capstan-profile-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const real = process.env.CAPSTAN_DATA ?? join(import.meta.dirname, '../../../../../shared/data');
const skip = existsSync(join(real, 'pima')) ? false : 'the real data is not here';

async function profiled(csv: string, options: ProfileOptions = {}) {
  const path = join(dir, 'input.csv');
  writeFileSync(path, csv);
  await using table = await openTable(path);
  return await profileTable(table, options);
}

test('ranges, quartiles, histograms and correlations', async () => {
  const rows = Array.from({ length: 101 }, (_, i) => `${i},${2 * i + 1},${i % 2 ? 'odd' : 'even'}`);
  const { columns, correlations, rows: count } = await profiled(`i,"height, cm",p\n${rows.join('\n')}\n`);
  assert.equal(count, 101);
  const [first, second, third] = columns;
  assert.deepEqual(first!.numbers, {
    least: 0,
    quartiles: [25, 50, 75],
    most: 100,
    mean: 50,
    std: first!.numbers!.std,
    infinite: 0,
  });
  assert.equal(second!.unit, 'cm');
  assert.equal(
    first!.histogram!.counts.reduce((sum, n) => sum + n, 0),
    101,
  );
  assert.deepEqual(third!.top, [
    { value: 'even', count: 51 },
    { value: 'odd', count: 50 },
  ]);
  assert.ok(Math.abs(correlations[0]!.r - 1) < 1e-9);
});

test('different values are counted in tables of any size, and identifiers are told by them', async () => {
  const count = 20_011;
  const start = Date.UTC(2020, 0, 1);
  const rows = Array.from({ length: count }, (_, i) =>
    [
      i + 1,
      BigInt(i % 15_000) * 100_000_000_007n, // far apart: no bitmap
      1350000000000000000n + BigInt(i), // equal as doubles
      ((i * 7919) % 12_345) / 1000,
      new Date(start + (i % 700) * 86_400_000).toISOString().slice(0, 10),
      new Date(start + (i % 17_000) * 1000).toISOString(),
      i % 5 === 0 ? '' : i % 5 === 1 ? '-inf' : i % 5 === 2 ? '-0.0' : i % 5 === 3 ? '0' : i,
    ].join(','),
  );
  const { columns, findings } = await profiled(`id,far,long_id,x,day,at,odd\n${rows.join('\n')}\n`);
  const odd = 2 + Math.floor((count - 4 + 4) / 5); // −∞, zero of either sign, and every fifth number
  assert.deepEqual(
    columns.map(({ name, distinct }) => [name, distinct]),
    [
      ...[
        ['id', count],
        ['far', 15_000],
        ['long_id', count],
        ['x', 12_345],
      ],
      ...[
        ['day', 700],
        ['at', 17_000],
        ['odd', odd],
      ],
    ],
  );
  const identifiers = findings.filter(({ kind }) => kind === 'identifier').map(({ column }) => column);
  assert.deepEqual(identifiers.sort(), ['id', 'long_id']);
});

test('columns that are missing together, and some rows with what is personal masked', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => {
    const gap = i % 4 === 1;
    return `${i},${gap ? '' : i * 2},${gap ? '' : i % 7},${i === 20 ? '' : 'x'},ada${i}@example.org,"ask bob@example.org, please"`;
  });
  const { missingPatterns, sample, findings } = await profiled(`i,a,b,c,mail,note\n${rows.join('\n')}\n`);
  assert.deepEqual(missingPatterns, [
    { columns: [], rows: 29 },
    { columns: ['a', 'b'], rows: 10 },
    { columns: ['c'], rows: 1 },
  ]);
  assert.deepEqual(
    sample.map(({ row }) => row),
    [0, 5, 10, 15, 20, 25, 30, 35],
  );
  assert.deepEqual(sample[1]!.cells, ['5', null, null, 'x', 'a•••@•••••••.•••', 'ask b••@•••••••.•••, please']);
  assert.equal(sample[4]!.cells[3], null);
  assert.ok(findings.length > 0);
  assert.deepEqual((await profiled('i,a\n1,2\n2,3\n')).missingPatterns, []);
});

test('large tables: counts are exact, quartiles nearly; infinities do not spoil the rest', async () => {
  const count = 120_000;
  const value = (row: number) =>
    Math.round(1e4 * Math.sqrt(-2 * Math.log((((row * 7919) % count) + 0.5) / count))) / 100;
  const rows = Array.from({ length: count }, (_, row) => {
    const x = row % 600 === 7 ? 5000 : value(row);
    return `${x},${row % 500 === 3 ? 'inf' : x},${['a', 'b', '?'][row % 3]}`;
  });
  const { columns, correlations, findings } = await profiled(`x,y,s\n${rows.join('\n')}\n`);
  const [x, y, s] = columns;
  const xs = Array.from({ length: count }, (_, row) => (row % 600 === 7 ? 5000 : value(row))).sort((a, b) => a - b);
  const { edges, counts } = x!.histogram!;
  assert.deepEqual(
    counts,
    counts.map((_, b) => xs.filter((one) => (b === 0 || one > edges[b]!) && one <= edges[b + 1]!).length),
  );
  for (const [q, quartile] of x!.numbers!.quartiles.entries()) {
    const rank = xs.filter((one) => one <= quartile).length / count;
    assert.ok(Math.abs(rank - (q + 1) / 4) < 0.01, `${rank}`);
  }
  const [low, , high] = x!.numbers!.quartiles;
  const far = xs.filter((one) => one < low - 3 * (high - low) || one > high + 3 * (high - low)).length;
  assert.match(
    findings.find(({ kind, column }) => kind === 'outliers' && column === 'x')!.message,
    new RegExp(`has ${far} values`),
  );
  assert.deepEqual([y!.numbers!.infinite, y!.numbers!.most, y!.missing], [240, 5000, 0]);
  assert.equal(
    y!.histogram!.counts.reduce((sum, n) => sum + n, 0),
    count - 240,
  );
  assert.deepEqual(
    correlations.map(({ a, b }) => [a, b]),
    [['x', 'y']],
  );
  assert.ok(Math.abs(correlations[0]!.r - 1) < 1e-9);
  assert.deepEqual(
    [s!.distinct, s!.top![2], s!.lengths],
    [3, { value: 'b', count: 40_000 }, { least: 1, mean: 1, most: 1 }],
  );
  assert.match(findings.find(({ kind }) => kind === 'null-like')!.message, /40,000 cells.*'\?'/);
});

test('the doctor names what is wrong, with a step that mends it', async () => {
  const words =
    'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon'.split(
      ' ',
    );
  const rows = Array.from({ length: 200 }, (_, i) => {
    const y = i % 10 === 0 ? 'bad' : 'good';
    const set = i < 150 ? 'train' : 'test';
    const note = Array.from({ length: 12 }, (_, k) => words[(i * 7 + k * (i % 13) + k * k) % words.length]).join(' ');
    return [
      i,
      i === 9 ? 1e6 : i % 23,
      i % 5 < 2 ? '' : i % 7,
      i % 50 === 3 ? 'inf' : i / 3,
      i % 9 === 1 ? 'N/A' : `w${i % 4}`,
      'same',
      y === 'bad' ? 'b' : 'g',
      `p${i}@example.org`,
      i % 3 === 0 ? '2024-01-05' : i % 3 === 1 ? '25/12/2023' : '3 Mar 2024',
      set === 'test' ? i + 900 : i % 90,
      note,
      set,
      y,
    ];
  });
  rows.push(
    rows[4]!.slice(),
    rows[5]!.map((cell, c) => (c === 11 ? 'test' : cell)),
  );
  rows[8]![10] = `${rows[7]![10]} twice`;
  rows[7]![10] = `${rows[7]![10]} twicf`;
  const names = ['id', 'x', 'holes', 'ratio', 'word', 'const', 'leak', 'contact', 'seen', 'moved', 'note', 'set', 'y'];
  const { findings } = await profiled(`${names.join(',')}\n${rows.map((row) => row.join(',')).join('\n')}\n`, {
    target: 'y',
    split: 'set',
  });
  const found = new Set(findings.map(({ kind, column }) => `${kind} ${column ?? ''}`.trim()));
  for (const expected of [
    'outliers x',
    'missing holes',
    'infinite ratio',
    'null-like word',
    'constant const',
    'target-leak leak',
    'personal-data contact',
    'mixed-dates seen',
    'drift moved',
    'near-duplicate-text note',
    'duplicate-rows',
    'split-overlap set',
    'class-imbalance y',
  ]) {
    assert.ok(found.has(expected), `${expected} of ${[...found].join('; ')}`);
  }
  assert.ok(findings.every(({ hint }) => hint.length > 5));
  const one = await profiled('x,y\n1,a\n2,a\n3,a\n', { target: 'y' });
  assert.equal(one.findings[0]!.kind, 'one-class');
});

test('README.md lists every kind of finding in tables', () => {
  const text = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const section = text.split('## Findings in tables')[1]!.split('\n## ')[0]!;
  assert.deepEqual(
    [...section.matchAll(/^\| `([\w-]+)` +\|/gm)].map(([, kind]) => kind).sort(),
    [...tableFindingKinds].sort(),
  );
});

test('personal data: checksums decide, common numbers are none', () => {
  assert.ok(luhn('4539 1488 0343 6467') && !luhn('4539 1488 0343 6468') && !luhn('0000000000000'));
  assert.equal(personalKind('card', ['4539148803436467', '6011000990139424']), 'card numbers');
  assert.equal(personalKind('account', ['GB82 WEST 1234 5698 7654 32', 'DE89370400440532013000']), 'IBANs');
  assert.equal(personalKind('id', ['11010519491231002X']), 'Chinese identity numbers');
  assert.equal(personalKind('PhoneNumber', ['2053258100', '3347938701']), 'phone numbers');
  assert.equal(personalKind('x', ['+49 30 1234567', '(205) 325-8100']), 'phone numbers');
  for (const cells of [['2024-01-05', '2023-12-25'], ['123456789', '987654321'], ['3.141592653589'], ['35957']])
    assert.equal(personalKind('value', cells), undefined, cells.join());
});

test('real tables: what is known to be odd in them is found', { skip }, async () => {
  const kindsOf = async (path: string, options: ProfileOptions = {}) => {
    await using table = await openTable(join(real, path));
    const { findings } = await profileTable(table, options);
    return findings.map(({ kind, column }) => `${kind} ${column ?? ''}`.trim());
  };
  const hospital = await kindsOf('dirty-hospital/dirty.csv');
  assert.ok(hospital.includes('wrong-cells City') && hospital.includes('personal-data PhoneNumber'), hospital.join());
  const beers = await kindsOf('dirty-beers/dirty.csv');
  assert.ok(beers.includes('mixed-units ounces') && beers.includes('identifier id'), beers.join());
  const pima = await kindsOf('pima/pima-indians-diabetes.csv', { target: 'column9' });
  assert.ok(!pima.some((one) => one.startsWith('target-leak')), pima.join());
});

test('a table that is closed while it is looked at says so', async () => {
  const path = join(dir, 'closed.csv');
  writeFileSync(path, `a,b\n${Array.from({ length: 5000 }, (_, i) => `${i},${i % 7}`).join('\n')}\n`);
  const table = await openTable(path);
  const profile = profileTable(table);
  await table[Symbol.asyncDispose]();
  await assert.rejects(profile, { code: 'table-closed' });
});
