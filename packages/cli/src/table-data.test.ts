import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { capstanEach } from './testing/capstan.ts';

const dir = mkdtempSync(join(tmpdir(), 'capstan-table-data-'));
after(() => rmSync(dir, { recursive: true, force: true }));

/** Command lines one after the other, by the words between spaces. */
const each = (...lines: string[]) =>
  capstanEach(
    dir,
    lines.map((line) => line.split(' ')),
  );

test('a table is reported on, cleaned, and found again by a record of it', async () => {
  writeFileSync(join(dir, 'visits.csv'), 'id,town,weight,x\n1,Oslo,61,inf\n2,Oslo,,2\n3,Bergen,70,3\n3,Bergen,70,3\n');
  writeFileSync(join(dir, 'steps.json'), '[{"step": "impute", "column": "weight", "how": "magic"}]');
  const [looked, json, nothing, dry, done, lineage, holding, unheld, bad, plan, unknown, gone] = await each(
    'data visits.csv --report visits.html --schema visits.ts',
    'data visits.csv --json --target town',
    'data lineage',
    'data clean visits.csv --dry-run',
    'data clean visits.csv --out clean.csv --id id --apply deduplicate',
    'data lineage',
    'data lineage 2',
    'data lineage 9',
    'data clean visits.csv --steps steps.json --dry-run',
    'data clean visits.csv',
    'data clean visits.csv --apply deduplicat',
    'data gone.csv',
  );
  assert.equal(looked!.code, 0);
  assert.match(looked!.out, /4 rows, 4 columns.*1 rows are copies of another/s);
  assert.match(readFileSync(join(dir, 'visits.html'), 'utf8'), /Table report/);
  assert.match(readFileSync(join(dir, 'visits.ts'), 'utf8'), /id: z\.int\(\)\.positive\(\)/);
  const report = JSON.parse(json!.out);
  assert.deepEqual([report.rows, report.target.classes.length], [4, 2]);

  assert.match(nothing!.err, /no data set has been written down yet/);
  assert.match(dry!.out, /Applied with --out:\n {2}finite:x: 1 cells change.*row 1, x: 'inf' → \(missing\)/s);
  assert.match(dry!.out, /Proposed, applied only when asked for:\n {2}deduplicate: 1 rows are left out/);
  assert.equal(done!.code, 0);
  assert.equal(readFileSync(join(dir, 'clean.csv'), 'utf8').trim().split('\n').length, 4);
  assert.match(lineage!.out, /visits\.csv.*└ .*clean\.csv/s);
  assert.match(holding!.out, /clean\.csv/);
  assert.match(unheld!.out, /No data set holds it/);

  assert.equal(bad!.code, 1);
  assert.equal(plan!.code, 0);
  assert.equal(plan!.out, dry!.out);
  assert.equal(unknown!.code, 2);
  assert.match(unknown!.err, /did you mean deduplicate\?/);
  assert.match(gone!.err, /gone\.csv: there is no such file/);
});

test('what the cells leave open is a question with its answers, of which one is named', async () => {
  const rows = Array.from({ length: 12 }, (_, i) => `${i},0${1 + (i % 9)}/0${1 + (i % 7)}/2024`);
  writeFileSync(join(dir, 'days.csv'), `i,day\n${rows.join('\n')}\n`);
  const [plan, both, done] = await each(
    'data clean days.csv',
    'data clean days.csv --out both.csv --apply dates',
    'data clean days.csv --out days-clean.csv --apply dates:day:day-first',
  );
  assert.match(plan!.out, /Nothing is proven.*Only someone who knows the table can say:.*--apply dates:day:day-first/s);
  assert.equal(both!.code, 2);
  assert.match(both!.err, /dates:day:day-first and dates:day:month-first answer one question/);
  assert.equal(done!.code, 0, done!.err);
  assert.match(readFileSync(join(dir, 'days-clean.csv'), 'utf8'), /^0,2024-01-01\n1,2024-02-02\n/m);
});

test('how a table is read can be said by flags, one for each option', async () => {
  writeFileSync(
    join(dir, 'preise.csv'),
    Buffer.from('Preise 2024\nOrt;Preis;Tag\nM\xfcnchen;1.234,50;03/04/2024\nK\xf6ln;99,90;04/04/2024\n', 'latin1'),
  );
  const [read, header, order] = await each(
    'data preise.csv --json --encoding latin1 --delimiter ; --skip 1 --decimal , --thousands . --date-order dmy',
    'data preise.csv --header maybe',
    'data preise.csv --date-order ydm',
  );
  assert.equal(read!.code, 0, read!.err);
  const { rows, columns } = JSON.parse(read!.out);
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
  assert.match(header!.err, /--header must be true or false/);
  assert.match(order!.err, /--date-order must be one of 'dmy'/);
});

test('a table is compared with an earlier one, and checked against what is expected of it', async () => {
  writeFileSync(join(dir, 'may.csv'), `x,town\n${Array.from({ length: 90 }, (_, i) => `${i},Oslo`).join('\n')}\n`);
  writeFileSync(join(dir, 'june.csv'), `x,town\n${Array.from({ length: 90 }, (_, i) => `${i},Rome`).join('\n')}\n`);
  writeFileSync(join(dir, 'expect.json'), '{"columns": {"x": {"max": 100}, "town": {"values": ["Oslo"]}}}');
  writeFileSync(join(dir, 'odd.json'), '{"columns": {"x": {"most": 3}}}');
  const [compared, passed, failed, asJson, odd, bare, gone] = await each(
    'data june.csv --against may.csv --report june.html',
    'data check may.csv --expect expect.json',
    'data check june.csv --expect expect.json',
    'data check june.csv --expect expect.json --json',
    'data check may.csv --expect odd.json',
    'data check may.csv',
    'data check may.csv --expect gone.json',
  );
  assert.equal(compared!.code, 0, compared!.err);
  assert.match(compared!.out, /'town' has a value that it had not.*'Rome': 90 rows/s);
  assert.match(readFileSync(join(dir, 'june.html'), 'utf8'), /Comparison of tables/);

  assert.deepEqual([passed!.code, passed!.err], [0, '']);
  assert.equal(failed!.code, 1);
  assert.match(failed!.out, /✖ town must be one of Oslo: 90 of 90 cells are not, such as 'Rome'/);
  assert.equal(JSON.parse(asJson!.out).passed, false);
  assert.match(odd!.err, /columns\.x: .*most/);
  assert.equal(bare!.code, 2);
  assert.match(gone!.err, /There is no gone\.json/);
});
