import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { capstan } from './testing/capstan.ts';

const dir = mkdtempSync(join(tmpdir(), 'capstan-table-data-'));
after(() => rmSync(dir, { recursive: true, force: true }));

test('a table is reported on, cleaned, and found again by a record of it', async () => {
  writeFileSync(join(dir, 'visits.csv'), 'id,town,weight,x\n1,Oslo,61,inf\n2,Oslo,,2\n3,Bergen,70,3\n3,Bergen,70,3\n');
  const looked = await capstan(dir, 'data', 'visits.csv', '--report', 'visits.html', '--schema', 'visits.ts');
  assert.equal(looked.code, 0);
  assert.match(looked.out, /4 rows, 4 columns.*1 rows are copies of another/s);
  assert.match(readFileSync(join(dir, 'visits.html'), 'utf8'), /Table report/);
  assert.match(readFileSync(join(dir, 'visits.ts'), 'utf8'), /id: z\.int\(\)\.positive\(\)/);
  const report = JSON.parse((await capstan(dir, 'data', 'visits.csv', '--json', '--target', 'town')).out);
  assert.deepEqual([report.rows, report.target.classes.length], [4, 2]);

  assert.match((await capstan(dir, 'data', 'lineage')).err, /no data set has been written down yet/);
  const dry = await capstan(dir, 'data', 'clean', 'visits.csv', '--dry-run');
  assert.match(dry.out, /Applied with --out:\n {2}finite:x: 1 cells change.*row 1, x: 'inf' → \(missing\)/s);
  assert.match(dry.out, /Proposed, applied only when asked for:\n {2}deduplicate: 1 rows are left out/);
  const done = await capstan(
    dir,
    'data',
    'clean',
    'visits.csv',
    '--out',
    'clean.csv',
    '--id',
    'id',
    '--apply',
    'deduplicate',
  );
  assert.equal(done.code, 0);
  assert.equal(readFileSync(join(dir, 'clean.csv'), 'utf8').trim().split('\n').length, 4);
  assert.match((await capstan(dir, 'data', 'lineage')).out, /visits\.csv.*└ .*clean\.csv/s);
  assert.match((await capstan(dir, 'data', 'lineage', '2')).out, /clean\.csv/);
  assert.match((await capstan(dir, 'data', 'lineage', '9')).out, /No data set holds it/);

  writeFileSync(join(dir, 'steps.json'), '[{"step": "impute", "column": "weight", "how": "magic"}]');
  const bad = await capstan(dir, 'data', 'clean', 'visits.csv', '--steps', 'steps.json', '--dry-run');
  assert.equal(bad.code, 1);
  const plan = await capstan(dir, 'data', 'clean', 'visits.csv');
  assert.equal(plan.code, 0);
  assert.equal(plan.out, dry.out);
  const unknown = await capstan(dir, 'data', 'clean', 'visits.csv', '--apply', 'deduplicat');
  assert.equal(unknown.code, 2);
  assert.match(unknown.err, /did you mean deduplicate\?/);
  assert.match((await capstan(dir, 'data', 'gone.csv')).err, /gone\.csv: there is no such file/);
});

test('what the cells leave open is a question with its answers, of which one is named', async () => {
  const rows = Array.from({ length: 12 }, (_, i) => `${i},0${1 + (i % 9)}/0${1 + (i % 7)}/2024`);
  writeFileSync(join(dir, 'days.csv'), `i,day\n${rows.join('\n')}\n`);
  const plan = await capstan(dir, 'data', 'clean', 'days.csv');
  assert.match(plan.out, /Nothing is proven.*Only someone who knows the table can say:.*--apply dates:day:day-first/s);
  const both = await capstan(dir, 'data', 'clean', 'days.csv', '--out', 'both.csv', '--apply', 'dates');
  assert.equal(both.code, 2);
  assert.match(both.err, /dates:day:day-first and dates:day:month-first answer one question/);
  const done = await capstan(
    dir,
    'data',
    'clean',
    'days.csv',
    '--out',
    'days-clean.csv',
    '--apply',
    'dates:day:day-first',
  );
  assert.equal(done.code, 0, done.err);
  assert.match(readFileSync(join(dir, 'days-clean.csv'), 'utf8'), /^0,2024-01-01\n1,2024-02-02\n/m);
});

test('how a table is read can be said by flags, one for each option', async () => {
  writeFileSync(
    join(dir, 'preise.csv'),
    Buffer.from('Preise 2024\nOrt;Preis;Tag\nM\xfcnchen;1.234,50;03/04/2024\nK\xf6ln;99,90;04/04/2024\n', 'latin1'),
  );
  const flags = [
    '--encoding',
    'latin1',
    '--delimiter',
    ';',
    '--skip',
    '1',
    '--decimal',
    ',',
    '--thousands',
    '.',
    '--date-order',
    'dmy',
  ];
  const { out, code, err } = await capstan(dir, 'data', 'preise.csv', '--json', ...flags);
  assert.equal(code, 0, err);
  const { rows, columns } = JSON.parse(out);
  assert.equal(rows, 2);
  assert.deepEqual(
    columns.map(({ name, type }: { name: string; type: string }) => [name, type]),
    [
      ['Ort', 'text'],
      ['Preis', 'number'],
      ['Tag', 'date'],
    ],
  );
  assert.equal(columns[1].numbers.most, 1234.5);
  assert.deepEqual(
    columns[0].top.map(({ value }: { value: string }) => value),
    ['Köln', 'München'],
  );
  assert.match((await capstan(dir, 'data', 'preise.csv', '--header', 'maybe')).err, /--header must be true or false/);
  assert.match(
    (await capstan(dir, 'data', 'preise.csv', '--date-order', 'ydm')).err,
    /--date-order must be one of 'dmy'/,
  );
});

test('a table is compared with an earlier one, and checked against what is expected of it', async () => {
  writeFileSync(join(dir, 'may.csv'), `x,town\n${Array.from({ length: 90 }, (_, i) => `${i},Oslo`).join('\n')}\n`);
  writeFileSync(join(dir, 'june.csv'), `x,town\n${Array.from({ length: 90 }, (_, i) => `${i},Rome`).join('\n')}\n`);
  const compared = await capstan(dir, 'data', 'june.csv', '--against', 'may.csv', '--report', 'june.html');
  assert.equal(compared.code, 0, compared.err);
  assert.match(compared.out, /'town' has a value that it had not.*'Rome': 90 rows/s);
  assert.match(readFileSync(join(dir, 'june.html'), 'utf8'), /Comparison of tables/);

  writeFileSync(join(dir, 'expect.json'), '{"columns": {"x": {"max": 100}, "town": {"values": ["Oslo"]}}}');
  const passed = await capstan(dir, 'data', 'check', 'may.csv', '--expect', 'expect.json');
  assert.deepEqual([passed.code, passed.err], [0, '']);
  const failed = await capstan(dir, 'data', 'check', 'june.csv', '--expect', 'expect.json');
  assert.equal(failed.code, 1);
  assert.match(failed.out, /✖ town must be one of Oslo: 90 of 90 cells are not, such as 'Rome'/);
  assert.equal(
    JSON.parse((await capstan(dir, 'data', 'check', 'june.csv', '--expect', 'expect.json', '--json')).out).passed,
    false,
  );
  writeFileSync(join(dir, 'odd.json'), '{"columns": {"x": {"most": 3}}}');
  const odd = await capstan(dir, 'data', 'check', 'may.csv', '--expect', 'odd.json');
  assert.match(odd.err, /columns\.x: .*most/);
  assert.equal((await capstan(dir, 'data', 'check', 'may.csv')).code, 2);
  assert.match((await capstan(dir, 'data', 'check', 'may.csv', '--expect', 'gone.json')).err, /There is no gone\.json/);
});
